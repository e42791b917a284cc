using System.Collections.Immutable;
using System.CommandLine;
using StableDino.Cli.Verbs;
using StableDino.Foundation;
using StableDino.Pipeline;

namespace StableDino.Cli;

/// <summary>The <c>stable-dino</c> tool: arguments in, exit code out; a thin edge over the library.</summary>
internal static class Tool
{
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON document on standard output and nothing else there.",
            Recursive = true };

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">As typed, without the tool's name.</param>
    /// <param name="models">The detectors that can be named.</param>
    /// <param name="answer">Standard output.</param>
    /// <param name="log">Standard error.</param>
    public static int Run(
        string[] arguments, ImmutableArray<DetectorDefinition> models, TextWriter answer, TextWriter log)
    {
        var root = Root(new Models(models));
        var parsed = root.Parse(arguments);
        var terminal = new Terminal(answer, log, arguments.Contains("--json"));
        if (parsed.Errors.Count > 0)
            return terminal.Refuse(
                parsed.Errors.Select(error =>
                    new Fault(error.Message, Hint: $"See: stable-dino {Path(parsed.CommandResult.Command)} --help")));
        try
        {
            return parsed.Invoke(
                new InvocationConfiguration { Output = answer, Error = log, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return terminal.Fail(
                new Fault(e.Message, Hint: "Check that the path can be written, and that the disk is not full."));
        }
    }

    /// <summary>The channels for a parsed command line.</summary>
    public static Terminal Terminal(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(Json));

    private static RootCommand Root(Models models)
    {
        var root = new RootCommand("Detection transformers with stable matching: train, evaluate, predict.")
        {
            DemoVerb.Command(models),
            TrainVerb.Command(models),
            EvalVerb.Command(models),
            ScoreVerb.Command(),
            DataVerb.Command(),
            PredictVerb.Command(models),
            ExportVerb.Command(models),
            StabilityVerb.Command(models),
            ReportVerb.Command(),
            BenchVerb.Command(models),
            ModelsVerb.Command(models),
            CheckpointVerb.Command(models),
        };
        root.Options.Add(Json);
        return root;
    }

    private static string Path(Command command) =>
        command is RootCommand ? "" : $"{Path(command.Parents.OfType<Command>().First())} {command.Name}".Trim();
}
