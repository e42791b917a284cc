using System.Diagnostics;
using System.Globalization;
using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>A run as lines for people, at most one a second, with the time that is left.</summary>
internal sealed class TrainingProgress(Terminal terminal)
{
    private readonly long began = Stopwatch.GetTimestamp();
    private long said;
    private long first;
    private long steps;

    public void Observe(TrainingEvent what)
    {
        switch (what)
        {
            case TrainingEvent.Began start:
                (first, steps) = (start.FirstStep, start.Steps);
                terminal.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{steps} steps, {start.StepsPerEpoch:F1} an epoch; {steps - first} to go"));
                break;
            case TrainingEvent.Stepped { Step.Report.Terms.Length: > 0 } stepped
                when Stopwatch.GetElapsedTime(said).TotalSeconds >= 1 || stepped.Step.Report.Step == steps:
                said = Stopwatch.GetTimestamp();
                terminal.Say(Line(stepped));
                break;
            case TrainingEvent.Evaluated evaluated:
                var m = evaluated.Result.Metrics;
                terminal.Say(string.Create(CultureInfo.InvariantCulture,
                    $"step {evaluated.Step}: AP {m.AP:F3}  AP50 {m.AP50:F3}  AP75 {m.AP75:F3}{Masks(evaluated)}  "
                    + $"({evaluated.Seconds:F1} s){(evaluated.IsBest ? "  best so far" : "")}"));
                break;
            case TrainingEvent.Saved saved:
                terminal.Say($"snapshot {saved.File}");
                break;
            case TrainingEvent.Warned warned:
                terminal.Say(warned.Message);
                break;
        }
    }

    private static string Masks(TrainingEvent.Evaluated evaluated) => evaluated.Masks.Match(
        masks => string.Create(
            CultureInfo.InvariantCulture, $"  masks: AP {masks.Metrics.AP:F3}  AP50 {masks.Metrics.AP50:F3}"),
        () => "");

    private string Line(TrainingEvent.Stepped stepped)
    {
        var report = stepped.Step.Report;
        double Sum(string kind) =>
            report.Terms.Where(term => term.Name.StartsWith(kind, StringComparison.Ordinal)).Sum(term => term.Value);
        var left = Stopwatch.GetElapsedTime(began) * ((double)(steps - report.Step) / Math.Max(1, report.Step - first));
        var shares = report.Unstable.Select(percent => percent.ToString("F0", CultureInfo.InvariantCulture));
        var unstable = report.Unstable.IsEmpty ? "" : $"  unstable {string.Join(' ', shares)} %";
        return string.Create(CultureInfo.InvariantCulture,
            $"step {report.Step}/{steps}  epoch {stepped.Epoch:F2}  loss {report.Loss:F3} (class "
            + $"{Sum("loss_class"):F2} box {Sum("loss_bbox"):F2} giou {Sum("loss_giou"):F2})  norm "
            + $"{report.GradientNorm:F1}  lr {report.LearningRate:G3}  "
            + $"{report.Images / (stepped.Step.StepSeconds + stepped.Step.DataSeconds):F1} images/s{unstable}  left "
            + $"{left:hh\\:mm\\:ss}");
    }
}
