using CustomDetector;
using StableDino.Configuration;
using StableDino.Zoo;

namespace StableDino.Properties.Compiler;

[Collection(GlobalRandomness.Name)]
public class SampleTests
{
    [Fact]
    public void The_samples_detector_is_compiled_through_the_zoos_function_and_learns()
    {
        Assert.Equal("stable-pocket", StablePocketGraph.Name);
        Assert.Equal(MyDetectors.StablePocket, StablePocketGraph.Configuration);
        Assert.IsType<MemoryFusion.ULike>(StablePocketGraph.Configuration.Encoder.Fusion);
        var losses = FewSteps.Of(StablePocketGraph.Definition, steps: 6);
        Assert.All(losses, loss => Assert.True(double.IsFinite(loss)));
        Assert.True(losses[^1] < losses[0], string.Join(" ", losses));
    }
}
