using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>
/// The unstable score (§2.4.3) of a detector over a data set: how often a target's matched query changes from layer to
/// layer.
/// </summary>
public static class StabilityMeasurement
{
    /// <summary>
    /// Changes between each decoder layer and the one before, the encoder's proposals being layer 0, over all targets
    /// of the images.
    /// </summary>
    /// <param name="detector">
    /// Matched as in training, by its configuration's cost, but in evaluation mode; a detector of masks by them, too,
    /// where all targets have one.
    /// </param>
    /// <param name="data">The split.</param>
    /// <param name="settings">How.</param>
    /// <param name="images">At most this many, from the first on; the paper takes 20.</param>
    /// <param name="progress">Called with the number of images done.</param>
    /// <param name="cancel">Stops with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>One count per decoder layer, or the first cost that is not finite.</returns>
    public static Either<NonFiniteCost, ImmutableArray<StabilityCount>> Run(
        Detector detector, CocoDataset data, InferenceSettings settings, int images = int.MaxValue,
        Action<int>? progress = null,
        CancellationToken cancel = default)
    {
        var masks = detector is MaskDetector ? TargetMasks.Of(data).ToOption() : Option<TargetMasks>.None;
        var counts = ImmutableArray<StabilityCount>.Empty;
        var done = 0;
        foreach (var batch in BatchSource.Evaluation(
            data, settings.Resize, detector.Config.Pixels, settings.Batch, settings.Workers, cancel, masks: masks))
        {
            using (batch)
            {
                var one = Of(detector, batch, settings);
                if (one.Case is not ImmutableArray<StabilityCount> more) return one;
                counts = counts.IsEmpty ? more : [.. counts.Zip(more, (a, b) => a + b)];
                progress?.Invoke(done += batch.Sources.Length);
                if (done >= images) break;
            }
        }

        return counts;
    }

    private static Either<NonFiniteCost, ImmutableArray<StabilityCount>> Of(
        Detector detector, Batch batch, InferenceSettings settings)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var output = Prediction.Forward(detector, batch.Images, settings.Device, settings.Precision);
        using var drawn = new Generator(0, CPU);
        var masks = detector.Config.Masks is MaskConfig.PixelEmbedding { Points: var points }
            ? batch.Masks.Map(target =>
                new MaskSupervision(target.To(settings.Device), new SeededMaskDraws(points, drawn, settings.Device)))
            : Option<MaskSupervision>.None;
        return Criterion.Evaluate(
            output, batch.Targets.To(settings.Device), Option<NoisedTargets>.None, detector.Config, masks: masks)
            .Map(report => report.Stability);
    }
}
