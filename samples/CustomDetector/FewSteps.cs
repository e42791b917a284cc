using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Runs;
using static TorchSharp.torch;

namespace CustomDetector;

/// <summary>A few steps of training on one batch of two images, each with a bright box.</summary>
public static class FewSteps
{
    private const int Side = 64;

    /// <summary>The loss of each step.</summary>
    /// <param name="detector">Any compiled detector.</param>
    /// <param name="steps">How many steps.</param>
    public static ImmutableArray<double> Of(DetectorDefinition detector, int steps)
    {
        var recipe = TrainingRecipe.SmallFromScratch with { Batch = 2,
            Schedule = TrainingRecipe.SmallFromScratch.Schedule with { WarmupSteps = 0 } };
        using var state = TrainingState.Start(
            detector, [new CocoCategory(1, "box"), new CocoCategory(2, "other")], recipe, CPU);
        using var batch = TwoBoxes();
        var loss = CriterionLoss.Of(detector.Config);
        var losses = ImmutableArray.CreateBuilder<double>();
        for (var step = 0; step < steps; step++)
        {
            TrainingStep.Run(state, recipe, loss, [batch], steps, detailed: false).Match(
                report => losses.Add(report.Loss),
                fault => throw new InvalidOperationException(fault.Message));
        }
        return losses.ToImmutable();
    }

    private static Batch TwoBoxes()
    {
        var pixels = zeros([2, 3, Side, Side]);
        pixels[0, .., 8..40, 8..40] = 2f;
        pixels[1, .., 24..56, 16..56] = 2f;
        return new Batch(
            new ImageBatch(pixels, zeros([2, Side, Side], dtype: ScalarType.Bool),
                [new ImageSize(Side, Side), new ImageSize(Side, Side)]),
            new Targets(zeros([2], dtype: int64),
                tensor(new[,] { { 0.375f, 0.375f, 0.5f, 0.5f }, { 0.5625f, 0.625f, 0.625f, 0.5f } }), [1, 1]), []);
    }
}
