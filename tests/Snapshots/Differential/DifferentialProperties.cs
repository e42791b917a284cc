using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace StableDino.Snapshots.Differential;

/// <summary>
/// The config compiler against the graphs it allows: sound drafts compile, load and train; wrong ones are refused;
/// changed ones are one or
/// the other. <c>STABLEDINO_CAMPAIGN=1000</c> in the environment makes it that many of each instead of a few.
/// </summary>
[Collection("Torch")]
public class DifferentialProperties(ITestOutputHelper output)
{
    private const int PerFile = 10;
    private static readonly int Campaign =
        int.TryParse(Environment.GetEnvironmentVariable("STABLEDINO_CAMPAIGN"), CultureInfo.InvariantCulture, out var n)
            ? n
            : 0;
    private static int Size(int lean) => Campaign > 0 ? Campaign : lean;
    private static readonly ulong Seed =
        ulong.TryParse(Environment.GetEnvironmentVariable("STABLEDINO_CAMPAIGN_SEED"), CultureInfo.InvariantCulture,
            out var n) ? n : 60;

    [SkippableFact]
    public void Sound_configurations_compile_load_and_train()
    {
        Skip.If(Campaign == 0, "Runs in a campaign: STABLEDINO_CAMPAIGN=100.");
        var table = new ConfusionTable();
        foreach (var drafts in Samples(Drafts.Sound.Select(d => (d, "")), Size(6)))
            Judge(drafts, table, isRight: true);
        Finish(table);
        Assert.Equal(0, table.RightRejected);
    }

    [Fact]
    public void Wrong_configurations_are_refused()
    {
        var table = new ConfusionTable();
        foreach (var drafts in Samples(Drafts.Wrong, Size(40)))
            Judge(drafts, table, isRight: false);
        Finish(table);
        Assert.Equal(0, table.WrongAccepted);
    }

    [SkippableFact]
    public void Configurations_changed_at_random_are_refused_or_train()
    {
        Skip.If(Campaign == 0, "Runs in a campaign: STABLEDINO_CAMPAIGN=100.");
        var table = new ConfusionTable();
        foreach (var drafts in Samples(Drafts.Changed, Size(20)))
            Judge(drafts, table, isRight: null);
        Finish(table);
    }

    // The compiler's verdict on each draft of one file, and what the graphs it emitted do.
    private static void Judge(ImmutableArray<(Draft Draft, string Path)> drafts, ConfusionTable table, bool? isRight)
    {
        var run = GeneratorRun.Of(Sources.File(string.Join("\n    ", drafts.Select((d, i) =>
            $"/// <summary>x</summary>\n    [CompiledDetector] public static DetectorConfig Draft{i} {{ get; }} = "
                + $"{d.Draft.With("Name", d.Path == "Name" ? d.Draft.Values["Name"] : $"\"draft-{i}\"").Expression};"))));
        if (run.Exception is { } thrown)
            table.Fault($"the compiler threw {thrown}\n{drafts[0].Draft}");
        foreach (var message in run.CompilerMessages)
            table.Fault($"emitted code: {message}");
        if (!table.Faults.IsEmpty)
            return;

        var graphs = LoadedDetectors.Of(run);
        var lines = run.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
            .ToLookup(d => d.Location.GetLineSpan().StartLinePosition.Line);
        var first = run.Output.SyntaxTrees.First()
            .GetText().Lines.First(l => l.ToString().Contains("Draft0", StringComparison.Ordinal)).LineNumber;
        for (var i = 0; i < drafts.Length; i++)
        {
            var told = lines[first + (2 * i)].ToList();
            var isAccepted = graphs.TryGetValue($"Draft{i}", out var definition);
            if (isAccepted == told.Count > 0)
                table.Fault($"emitted: {isAccepted}, refused: {string.Join("; ", told)}\n{drafts[i].Draft}");
            var broken = isAccepted && isRight != false ? GraphCheck.Faults(definition!) : [];
            table.Add(isRight ?? (isAccepted ? broken.IsEmpty : null), isAccepted,
                $"{drafts[i].Path} = {drafts[i].Draft.Values.GetValueOrDefault(drafts[i].Path)}: "
                + $"{string.Join("; ", told.Select(t => t.GetMessage(CultureInfo.InvariantCulture)))}");
            foreach (var fault in broken)
                table.Fault(
                    $"{drafts[i].Path} = {drafts[i].Draft.Values.GetValueOrDefault(drafts[i].Path)}: "
                    + $"{fault}\n{drafts[i].Draft}");
        }
    }

    private void Finish(ConfusionTable table)
    {
        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("STABLEDINO_CAMPAIGN_LOG") is { Length: > 0 } log)
            File.AppendAllText(log, table + "\n");
        Assert.True(table.Faults.IsEmpty, string.Join("\n\n", table.Faults.Take(5)));
    }

    private static IEnumerable<ImmutableArray<(Draft, string)>> Samples(Gen<(Draft, string)> drafts, int count) =>
        drafts.Sample(count, new Rnd(Seed), 10).Chunk(PerFile).Select(file => file.ToImmutableArray());
}
