using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

[Collection(ProcessWide.Name)]
public class FusedSamplingThreadTests
{
    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(11, 1, 700, 2, 32, 4, (20, 30), (10, 15), (5, 8), (3, 4));
        var before = get_num_threads();
        try
        {
            var runs = new[] { 1, 2, 3, 8 }.Select(threads =>
            {
                set_num_threads(threads);
                return FusedSamplingTests.Run(
                    sample, float32, (v, x, w) => FusedSampling.Apply(v, sample.Levels, x, w));
            }).ToArray();
            foreach (var run in runs[1..])
                foreach (var (first, other) in runs[0].Zip(run))
                    Assert.True(first.equal(other).all().item<bool>());
        }
        finally { set_num_threads(before); }
    }
}
