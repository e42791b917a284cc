using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Training;

[Collection(GlobalRandomness.Name)]
public class RecomputationTests
{
    /// <summary>
    /// The demo's model, denoising queries and their mask included. The forward pass has the same bits; in the backward
    /// pass sums of
    /// gradients from several layers are taken in another order.
    /// </summary>
    [Fact]
    public void Recomputed_activations_give_the_same_loss_and_gradients_and_leave_no_tensor()
    {
        var recipe = TrainingRecipe.SmallFromScratch with { Batch = 2 };
        var (usual, recomputed) = (Train(recipe), Train(recipe with { Recompute = true }));
        Assert.Equal(usual.Loss, recomputed.Loss);
        foreach (var ((name, expected), (_, actual)) in usual.Gradients.Zip(recomputed.Gradients))
        {
            var largest = expected.Max(Math.Abs);
            Assert.True(expected.Zip(actual, (x, y) => Math.Abs(x - y)).Max() <= 1e-4 * largest + 1e-9,
                $"{name}: {largest}");
        }

        Assert.Equal(recomputed.Tensors[^2], recomputed.Tensors[^1]);
    }

    [SkippableFact]
    public void In_bfloat16_the_layers_are_computed_again_in_bfloat16()
    {
        Skip.IfNot(Autocast.IsAvailable, "bfloat16 is reached on Linux only");
        var recipe = TrainingRecipe.SmallFromScratch with { Batch = 2, Precision = Precision.Bf16 };
        var (usual, recomputed) = (Train(recipe), Train(recipe with { Recompute = true }));
        Assert.Equal(usual.Loss, recomputed.Loss);
        Assert.InRange(recomputed.GradientNorm / usual.GradientNorm, 0.98, 1.02);
    }

    private sealed record Run(
        double Loss, double GradientNorm, List<(string Name, float[] Values)> Gradients, List<long> Tensors);

    private static Run Train(TrainingRecipe recipe)
    {
        var model = StableDino.Core.CompiledDetectors.All.First(definition => definition.Name == "stable-dino-tiny");
        ImmutableArray<CocoCategory> classes =
            [.. Enumerable.Range(1, 4).Select(id => new CocoCategory(id, $"class {id}"))];
        using var state = TrainingState.Start(model, classes, recipe, CPU);
        var loss = CriterionLoss.Of(model.Config);
        var (tensors, gradients) = (new List<long>(), new List<(string, float[])>());
        StepReport? first = null;
        using var generator = new Generator(3, CPU);
        using var batch = new Batch(
            new ImageBatch(randn([2, 3, 64, 64], generator: generator), zeros([2, 64, 64], dtype: ScalarType.Bool),
                [new ImageSize(64, 64), new ImageSize(64, 64)]),
            new Targets(
                randint(0, 4, [3], dtype: int64, generator: generator),
                Scoped.Run(() => (rand([3, 4], generator: generator) * 0.4) + 0.2), [1, 2]), []);
        for (var step = 0; step < 3; step++)
        {
            var report = TrainingStep.Run(state, recipe, loss, [batch], 100, detailed: false)
                .Match(done => done, fault => throw new InvalidOperationException(fault.Message));
            first ??= report;
            // (1 − β1)·g
            if (step == 0)
                gradients =
                    [.. state.Optimizer.State.Select(moments => (moments.Name, moments.First.data<float>().ToArray()))];
            tensors.Add(Tensor.TotalCount);
        }

        return new(first!.Loss, first.GradientNorm, gradients, tensors);
    }
}
