using System.CommandLine;
using StableDino.Data;
using StableDino.Evaluation;

namespace StableDino.Cli.Verbs;

/// <summary><c>score --truth FILE --detections FILE [--type bbox|segm] [--class-agnostic]</c></summary>
internal static class ScoreVerb
{
    public static Command Command()
    {
        var truth = new Option<string>("--truth") { Description = "Annotations in COCO's format.", Required = true };
        var detections = new Option<string>("--detections") { Description = "Detections in COCO's results format.", Required = true };
        var type = new Option<string>("--type") { Description = "bbox or segm.", DefaultValueFactory = _ => "bbox" };
        type.AcceptOnlyFromAmong("bbox", "segm");
        var agnostic = new Option<bool>("--class-agnostic") { Description = "Take all categories as one." };

        var command = new Command("score", "COCO metrics of any detector's results file.") { truth, detections, type, agnostic };
        command.SetAction(parsed =>
        {
            var parameters = (parsed.GetValue(type) == "segm" ? EvaluationParameters.Masks : EvaluationParameters.Boxes) with { UseCategories = !parsed.GetValue(agnostic) };
            return Run(parsed.GetValue(truth)!, parsed.GetValue(detections)!, parameters, Tool.Terminal(parsed));
        });
        return command;
    }

    private static int Run(string truthFile, string detectionsFile, EvaluationParameters parameters, Terminal terminal)
    {
        var (truth, detections) = (CocoJson.Read(truthFile), DetectionsJson.Read(detectionsFile));
        var unreadable = truth.Match(_ => [], faults => faults).Concat(detections.Match(_ => [], faults => faults)).ToArray();
        if (unreadable.Length > 0) return terminal.Refuse(unreadable.Select(Troubles.Of));

        return truth.Match(
            annotations => detections.Match(
                found =>
                {
                    var faults = DetectionsCheck.Faults(annotations, found.Items, parameters.Overlap, truthFile, detectionsFile);
                    foreach (var warning in faults.Where(fault => !fault.IsError)) terminal.Say(warning.ToString());
                    if (faults.Any(fault => fault.IsError)) return terminal.Refuse(faults.Where(fault => fault.IsError).Select(Troubles.Of));
                    var result = CocoEvaluator.Evaluate(annotations, found, parameters);
                    return terminal.Done(Metrics.Document(result), EvaluationReport.ToText(result));
                },
                _ => ExitCode.Unusable),
            _ => ExitCode.Unusable);
    }
}
