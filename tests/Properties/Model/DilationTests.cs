using StableDino.Configuration;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>DC5: a last stage of the stride before it.</summary>
public class DilationTests
{
    [Theory, InlineData(96, 64), InlineData(90, 70), InlineData(70, 100)]
    public void At_every_other_cell_the_dilated_map_is_the_ordinary_one(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        var config = new BackboneConfig.ResNet(Depth: 50, StemWidth: 8, Width: 4, FirstStage: 4);
        using var ordinary = new ResNetBackbone(config);
        using var dilated = new ResNetBackbone(config with { DilatedLastStage = true });
        Assert.Equal(ordinary.state_dict().Keys, dilated.state_dict().Keys);
        dilated.load_state_dict(ordinary.state_dict());

        using var generator = new Generator(3);
        var image = randn([1, 3, height, width], generator: generator);
        var (coarse, fine) = (ordinary.call(image).Maps, dilated.call(image).Maps);
        Assert.Equal(fine[0].shape[2..], fine[1].shape[2..]);
        var sampled =
            fine[1][TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)];
        Assert.Equal(coarse[1].shape, sampled.shape);
        Assert.True(coarse[1].allclose(sampled, rtol: 1e-4, atol: 1e-4 * coarse[1].abs().max().item<float>()));
    }
}
