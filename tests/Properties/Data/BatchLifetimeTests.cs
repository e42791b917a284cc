using StableDino.Data;
using StableDino.Properties.Kernels;
using static TorchSharp.torch;

namespace StableDino.Properties.Data;

[Collection(ProcessWide.Name)]      // it counts every tensor of the process
public sealed class BatchLifetimeTests : IDisposable
{
    private static readonly AugmentationConfig Tiny = AugmentationConfig.Small(48);
    private readonly BrokenTrees _trees = new();

    public void Dispose() => _trees.Dispose();

    [Fact]
    public void Streams_leave_no_tensor_behind()
    {
        var data = CocoDataset.Open(_trees.Valid(), "train2017")
            .Match(opened => opened, _ => throw new InvalidOperationException());
        Drain(data, 3);
        var before = Tensor.TotalCount;
        Drain(data, 20);
        Assert.True(SpinWait.SpinUntil(() => Tensor.TotalCount <= before, TimeSpan.FromSeconds(10)),
            $"{Tensor.TotalCount - before} tensors are left");
    }

    private static void Drain(CocoDataset data, int steps)
    {
        foreach (var workers in new[] { 0, 2 })
        {
            foreach (var batch in BatchSource.Training(data, Tiny, new(), 2, 0, 0, workers, default).Take(steps))
                batch.Dispose();
            foreach (var batch in BatchSource.Evaluation(data, new ResizeConfig(48, 64), new(), 2, workers, default))
                batch.Dispose();
        }
    }
}
