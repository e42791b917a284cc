using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using StableDino;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace StableDino.Properties;

/// <summary>
/// Runs tests in this process, with one mutant acting or none. Lines on standard input: <c>cover</c> says which tests
/// reach which
/// mutants; <c>try ID TEST…</c> runs tests, quickest first, until one fails; <c>repeat</c> runs every property once
/// more, with new cases.
/// </summary>
internal static class Worker
{
    private static int Main(string[] classes)
    {
        StableDino.Foundation.WaitingThreads.Sleep();
        var bench = new Bench(classes);
        while (Console.In.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["cover"]) bench.Cover();
            else if (words is ["try", var id, .. var tests])
                bench.Try(int.Parse(id, CultureInfo.InvariantCulture), tests);
            else if (words is ["repeat"]) bench.Repeat();
            Console.Out.WriteLine("done");
            Console.Out.Flush();
        }

        return 0;
    }

    private sealed class Bench
    {
        private readonly XunitTestFramework framework = new(new Sink(_ => true));
        private readonly ILookup<string, ITestCase> cases;
        private readonly ITestFrameworkExecutor executor;

        public Bench(string[] classes)
        {
            var assembly = Assembly.GetExecutingAssembly();
            executor = framework.GetExecutor(assembly.GetName());
            var found = new List<ITestCase>();
            foreach (var type in assembly.GetTypes().Where(type => classes.Contains(type.Name)))
            {
                using var over = new ManualResetEventSlim();
                using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
                discoverer.Find(type.FullName!, false, new Sink(message =>
                {
                    if (message is ITestCaseDiscoveryMessage one) found.Add(one.TestCase);
                    if (message is IDiscoveryCompleteMessage) over.Set();
                    return true;
                }), new Options());
                over.Wait();
            }

            cases = found.ToLookup(Name);
        }

        private static string Name(ITestCase test) =>
            $"{test.TestMethod.TestClass.Class.Name.Split('.')[^1]}.{test.TestMethod.Method.Name}";

        /// <summary>One line a test: seconds, whether it passed, name, the mutants it reached.</summary>
        public void Cover()
        {
            MutantSwitch.Active = 0;
            foreach (var group in cases)
            {
                System.Array.Clear(MutantSwitch.Seen);
                var clock = Stopwatch.StartNew();
                var failed = Run(group);
                var reached = Enumerable.Range(1, MutantSwitch.Seen.Length - 1).Where(id => MutantSwitch.Seen[id]);
                Console.Out.WriteLine(
                    $"test {clock.Elapsed.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture)} "
                    + $"{(failed is null ? "passed" : "failed")} {group.Key} {string.Join(',', reached)}");
            }
        }

        public void Try(int id, string[] tests)
        {
            MutantSwitch.Active = id;
            var ran = false;
            var killer = tests.Select(test => (test, said: Run(cases[test], ref ran)))
                .FirstOrDefault(pair => pair.said is not null);
            MutantSwitch.Active = 0;
            Console.Out.WriteLine(killer.said is not null ? $"killed {id} {killer.test} {killer.said}" : ran
                ? $"survived {id}"
                : $"skipped {id}");
        }

        public void Repeat()
        {
            foreach (var property in cases.Where(group =>
                group.Any(test => test.GetType().Namespace == "FsCheck.Xunit")))
            {
                Console.Out.WriteLine(
                    Run(property) is { } said ? $"failed {property.Key} {said}" : $"passed {property.Key}");
            }
        }

        private string? Run(IEnumerable<ITestCase> tests)
        {
            var ran = false;
            return Run(tests, ref ran);
        }

        /// <summary>
        /// The first failure's text on one line, or nothing; and whether any test was more than skipped.
        /// </summary>
        private string? Run(IEnumerable<ITestCase> tests, ref bool ran)
        {
            var finished = false;
            using var over = new ManualResetEventSlim();
            string? said = null;
            executor.RunTests(tests, new Sink(message =>
            {
                if (message is ITestFailed failed
                    && !failed.ExceptionTypes[0]!.Contains("SkipException", StringComparison.Ordinal))
                    said ??= string.Join(
                        ' ', failed.Messages[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                if (message is ITestPassed) finished = true;
                if (message is ITestAssemblyFinished) over.Set();
                return said is null;
            }), new Options());
            over.Wait();
            ran |= finished || said is not null;
            return said;
        }
    }

    private sealed class Sink(Func<IMessageSinkMessage, bool> onMessage) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => onMessage(message);
    }

    private sealed class Options
        : LongLivedMarshalByRefObject, ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> values = new()
        {
            ["xunit.execution.DisableParallelization"] = true, ["xunit.execution.MaxParallelThreads"] = 1,
            ["xunit.execution.SynchronousMessageReporting"] = true, ["xunit.discovery.PreEnumerateTheories"] = true,
        };

        public TValue GetValue<TValue>(string name) =>
            values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => values[name] = value;
    }
}
