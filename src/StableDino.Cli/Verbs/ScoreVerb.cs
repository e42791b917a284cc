using System.CommandLine;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Cli.Verbs;

/// <summary><c>score --ground-truth FILE --detections FILE [--type bbox|segm] [--class-agnostic] …</c></summary>
internal static class ScoreVerb
{
    public static Command Command()
    {
        var target = new Option<string>("--ground-truth", "--truth") { Description = "Annotations in COCO's format.",
            Required = true };
        var detections = new Option<string>("--detections") { Description = "Detections in COCO's results format.",
            Required = true };
        var options = new EvaluationOptions();

        var command = new Command(
            "score", "COCO metrics of any detector's results file, and what explains them.") { target, detections };
        options.AddTo(command);
        command.SetAction(parsed =>
            Run(parsed, options, parsed.GetValue(target)!, parsed.GetValue(detections)!, Tool.Terminal(parsed)));
        return command;
    }

    private static int Run(
        ParseResult parsed, EvaluationOptions options, string targetFile, string detectionsFile, Terminal terminal)
    {
        var (target, detections) = (CocoJson.Read(targetFile), DetectionsJson.Read(detectionsFile));
        var unreadable = target.Match(_ => [], faults => faults)
            .Concat(detections.Match(_ => [], faults => faults)).ToArray();
        if (unreadable.Length > 0) return terminal.Refuse(unreadable);

        return target.Match(
            annotations => detections.Match(
                found =>
                {
                    var overlap = options.Masks(parsed) ? OverlapKind.Mask : OverlapKind.Box;
                    var faults = DetectionsCheck.Faults(annotations, found.Items, overlap, targetFile, detectionsFile);
                    foreach (var warning in faults.Where(fault => !fault.IsError)) terminal.Say(warning.ToString());
                    return faults.Any(fault => fault.IsError)
                        ? terminal.Refuse(faults.Where(fault => fault.IsError))
                        : Scoring.Answer(parsed, options, annotations, found, terminal);
                },
                _ => ExitCode.Unusable),
            _ => ExitCode.Unusable);
    }
}
