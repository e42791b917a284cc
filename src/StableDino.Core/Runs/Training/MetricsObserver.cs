using System.Text.Json;
using System.Text.Json.Nodes;

namespace StableDino.Runs;

/// <summary>Writes events to <c>metrics.jsonl</c>.</summary>
/// <remarks>
/// Lines of steps: <c>kind = "train"</c>, step, epoch, loss, lr, seconds (of the step), data_seconds,
/// images_per_second, grad_norm,
/// resident_bytes (of the process), live_tensors, terms, unstable, and stages (seconds) in a run that measures them;
/// lines of evaluations: <c>kind = "eval"</c>, step, seconds, metrics, per_class, and masks (the same of them) where
/// they are predicted. Steps between two log lines are counted in images_per_second.
/// </remarks>
/// <param name="path">The file.</param>
public sealed class MetricsObserver(string path)
{
    private double seconds;
    private double waited;
    private int images;

    /// <summary>Takes an event.</summary>
    public void Observe(TrainingEvent what)
    {
        switch (what)
        {
            case TrainingEvent.Stepped stepped:
                Count(stepped.Step);
                if (stepped.Step.Report.Terms.Length > 0) MetricsLog.Append(path, Line(stepped));
                break;
            case TrainingEvent.Evaluated evaluated:
                MetricsLog.Append(path, Line(evaluated));
                break;
        }
    }

    private void Count(LoopStep step)
    {
        seconds += step.StepSeconds + step.DataSeconds;
        waited += step.DataSeconds;
        images += step.Report.Images;
    }

    private JsonObject Line(TrainingEvent.Stepped stepped)
    {
        var report = stepped.Step.Report;
        var line = new JsonObject
        {
            ["kind"] = "train",
            ["step"] = report.Step,
            ["epoch"] = stepped.Epoch,
            ["loss"] = report.Loss,
            ["lr"] = report.LearningRate,
            ["seconds"] = stepped.Step.StepSeconds,
            ["data_seconds"] = waited,
            ["images_per_second"] = images / Math.Max(seconds, 1e-9),
            ["grad_norm"] = report.GradientNorm,
            ["resident_bytes"] = Environment.WorkingSet,
            ["live_tensors"] = TorchSharp.torch.Tensor.TotalCount,
            ["terms"] =
                new JsonObject(report.Terms.Select(term => KeyValuePair.Create(term.Name, (JsonNode?)term.Value))),
            ["unstable"] = new JsonArray([.. report.Unstable.Select(percent => JsonValue.Create(percent))]),
        };
        if (stepped.Step.Stages.Length > 0)
            line["stages"] = new JsonObject(
                stepped.Step.Stages.Select(time => KeyValuePair.Create(time.Stage, (JsonNode?)time.Seconds)));
        (seconds, waited, images) = (0, 0, 0);
        return line;
    }

    private static JsonObject Line(TrainingEvent.Evaluated evaluated)
    {
        var line = new JsonObject { ["kind"] = "eval", ["step"] = evaluated.Step, ["seconds"] = evaluated.Seconds };
        EvaluationJson.AddTo(line, evaluated.Result, evaluated.Masks);
        return line;
    }
}
