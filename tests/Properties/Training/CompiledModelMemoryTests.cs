using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Training;

[Collection(GlobalRandomness.Name)]
public class CompiledModelMemoryTests
{
    /// <summary>
    /// The demo's model, the whole criterion, denoising, clipping, AdamW: the count of live tensors of the process
    /// stays.
    /// </summary>
    [Fact]
    public void Training_the_demos_model_leaves_no_tensor_behind()
    {
        var recipe = TrainingRecipe.SmallFromScratch with { Batch = 2 };
        var model = StableDino.Core.CompiledDetectors.All.First(definition => definition.Name == "stable-dino-tiny");
        ImmutableArray<CocoCategory> classes =
            [.. Enumerable.Range(1, 4).Select(id => new CocoCategory(id, $"class {id}"))];
        using var state = TrainingState.Start(model, classes, recipe, CPU);
        var loss = CriterionLoss.Of(model.Config);
        const int steps = 8;
        GC.Collect();                                           // what earlier tests left to the finalisers is not ours
        GC.WaitForPendingFinalizers();
        var after = new List<long>();
        for (var step = 0; step < steps; step++)
        {
            using var batch = BatchOf(step);
            TrainingStep.Run(state, recipe, loss, [batch], steps, detailed: true)
                .IfLeft(fault => throw new InvalidOperationException(fault.Message));
            after.Add(Tensor.TotalCount);
        }

        Assert.All(after.Skip(2), count => Assert.Equal(after[1], count));
    }

    private static Batch BatchOf(int index)
    {
        using var generator = new Generator((ulong)index, CPU);
        ImmutableArray<int> counts = [1 + (index % 3), 2];
        return new Batch(
            new ImageBatch(randn([2, 3, 64, 64], generator: generator), zeros([2, 64, 64], dtype: ScalarType.Bool),
                [new ImageSize(64, 64), new ImageSize(64, 64)]),
            new Targets(
                randint(0, 4, [counts.Sum()], dtype: int64, generator: generator),
                Scoped.Run(() => (rand([counts.Sum(), 4], generator: generator) * 0.4) + 0.2), counts), []);
    }
}
