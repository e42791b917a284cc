using TorchSharp;

namespace StableDino.Runs;

/// <summary>Writes events for TensorBoard.</summary>
/// <param name="folder">The folder of event files.</param>
public sealed class TensorBoardObserver(string folder)
{
    private readonly TorchSharp.Modules.SummaryWriter writer =
        torch.utils.tensorboard.SummaryWriter(folder, createRunName: false);

    /// <summary>Takes an event.</summary>
    public void Observe(TrainingEvent what)
    {
        switch (what)
        {
            case TrainingEvent.Stepped { Step: { Report.Terms.Length: > 0 } step }:
                Scalars(step);
                break;
            case TrainingEvent.Evaluated evaluated:
                foreach (var (name, value) in evaluated.Result.Metrics.Named)
                    Add($"metrics/{name}", value, evaluated.Step);
                break;
        }
    }

    private void Scalars(LoopStep step)
    {
        var report = step.Report;
        Add("train/loss", report.Loss, report.Step);
        Add("train/learning_rate", report.LearningRate, report.Step);
        Add("train/gradient_norm", report.GradientNorm, report.Step);
        Add("train/images_per_second", report.Images / Math.Max(step.StepSeconds + step.DataSeconds, 1e-9),
            report.Step);
        foreach (var (name, value) in report.Terms) Add($"terms/{name}", value, report.Step);
        for (var layer = 0; layer < report.Unstable.Length; layer++)
            Add($"unstable/layer_{layer + 1}", report.Unstable[layer], report.Step);
    }

    private void Add(string tag, double value, long step) => writer.add_scalar(tag, (float)value, (int)step);
}
