using System.Text.Json.Nodes;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Reporting;

namespace StableDino.Cli.Verbs;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary><c>data check DIR [--split NAME…] [--check DEPTH] [--out DIR] [--fix DIR]</c></summary>
internal static class DataCheckVerb
{
    /// <summary>
    /// Faults of a kind that are written out one by one for people; <c>--json</c> has up to a thousand.
    /// </summary>
    private const int Listed = 5;

    public static Command Command()
    {
        var root = new Argument<string>(
            "DIR") { Description = "Folder in COCO's layout: annotations/instances_<split>.json and <split>/." };
        var splits = new Option<string[]>(
            "--split") { Description = "Splits, the one to learn from first. [default: all there are]",
                AllowMultipleArgumentsPerToken = true };
        var depth = new Option<CheckDepth>("--check")
        {
            Description =
                "How closely images are looked at: pixels (all is decoded), headers (fast), or annotations (no image "
                    + "is opened).", DefaultValueFactory = _ => CheckDepth.Pixels,
        };
        var output = new Option<string?>("--out") { Description = "Folder for plots of the statistics." };
        var fix = new Option<string?>(
            "--fix") { Description =
                "Write a cleaned copy of the data set to this new folder; the original is not touched." };
        var command = new Command("check",
            "Every fault of a data set at once, each with its hint, and what is in it.") { root, splits, depth,
                output, fix };
        command.SetAction(parsed => Run(
            parsed.GetValue(root)!, parsed.GetValue(splits) ?? [], parsed.GetValue(depth), parsed.GetValue(output),
            parsed.GetValue(fix), Tool.Terminal(parsed)));
        return command;
    }

    private static int Run(
        string root, string[] asked, CheckDepth depth, string? output, string? fix, Terminal terminal)
    {
        var splits = asked.Length > 0 ? asked : [.. SplitPaths.In(root)];
        if (splits.Length == 0)
            return terminal.Refuse(
                new Fault("There are no annotations.", Path.Combine(root, "annotations"),
                    Hint: "COCO's layout is annotations/instances_<split>.json and <split>/; `data convert` makes it "
                        + "from others."));
        var report = DataCheck.Run(root, [.. splits.Distinct()], depth, new CheckedImages(terminal).Report);
        var statistics = report.Splits.Select(split => (split.Paths.Name, DataStatistics.Of(split.Sound))).ToArray();
        if (output is not null) Draw(statistics, output, terminal);

        var document = DataDocument.Of(report, statistics);
        if (report.HasErrors) document["errors"] = DataDocument.Errors(report.Faults);
        var text = $"{DataTables.Of(statistics)}\n{Text(report)}";
        return fix is null
            ? terminal.Answered(document, text, report.HasErrors ? ExitCode.Unusable : ExitCode.Done)
            : Hint(report, fix, document, text, terminal);
    }

    private static int Hint(DataReport report, string folder, JsonObject document, string text, Terminal terminal) =>
        DataRepair.Write(report, folder, new CheckedImages(terminal, "copying").Report).Match(
            repaired =>
            {
                document["fixed"] = DataDocument.Of(repaired);
                document["errors"] = DataDocument.Errors(repaired.Check.Faults);
                if (!repaired.Check.HasErrors) document.Remove("errors");
                var left = FaultSummary.Lines(
                    repaired.Check.Faults.Where(fault => fault.Severity != DataFaultSeverity.Information), Listed);
                var lost = repaired.Changes.Count(change => change.IsLoss);
                return terminal.Answered(
                    document,
                    $"{text}\n\n{string.Join('\n', repaired.Changes)}\n{lost} left out, "
                    + $"{repaired.Changes.Length - lost} changed; the copy is in {folder}\n{string.Join('\n', left)}",
                    repaired.Check.HasErrors ? ExitCode.Failed : ExitCode.Done);
            },
            faults => terminal.Refuse(faults));

    private static string Text(DataReport report)
    {
        var lines = FaultSummary.Lines(report.Faults, Listed).ToArray();
        var (errors, warnings, notes) =
            (Count(DataFaultSeverity.Error), Count(DataFaultSeverity.Warning), Count(DataFaultSeverity.Information));
        return $"{string.Join('\n', lines)}\n{(errors > 0 ? "A run would be refused" : "A run would begin")}: "
            + $"{errors} errors, {warnings} warnings, {notes} notes. docs/data.md explains each kind.";

        int Count(DataFaultSeverity severity) => report.Faults.Count(fault => fault.Severity == severity);
    }

    private static void Draw(IReadOnlyList<(string, DataStatistics)> statistics, string folder, Terminal terminal)
    {
        Directory.CreateDirectory(folder);
        var pictures = DataPlots.Of(statistics).Select(plot => (plot.Name, Png: FigurePng.Of(plot.Figure))).ToArray();
        foreach (var (name, png) in pictures)
            AtomicFile.Write(Path.Combine(folder, $"{name}.png"), stream => stream.Write(png));
        AtomicFile.Write(Path.Combine(folder, "statistics.png"),
            stream =>
                stream.Write(ContactSheet.Of([.. pictures.Select(picture => ("", picture.Png))], columns: 2, cell: 760,
                    title: "What is in the data set")));
        terminal.Say($"plots in {folder}");
    }
}
