using StableDino.Configuration;
using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

public class InitialisationTests
{
    /// <summary>
    /// TorchSharp 0.107 leaves the weights of a new group normalisation as the memory was; here they are the identity.
    /// </summary>
    [Fact]
    public void A_new_group_normalisation_changes_nothing_yet()
    {
        for (var round = 0; round < 20; round++)
        {
            using var scope = NewDisposeScope();
            using (NewDisposeScope()) _ = zeros(1000 + round) / 0;                     // memory that would be noticed
            using var neck = new ChannelMapper(new NeckConfig(Levels: 2, Width: 64), [8]);
            using var convolution = new NormalisedConvolution(3, 64, 3, 1, FeatureNorm.Group, frozen: false);
            foreach (var (name, value) in neck.named_parameters().Concat(convolution.named_parameters())
                .Where(pair => pair.name.Contains("norm.", StringComparison.Ordinal)))
                Assert.True(
                    value.eq(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0).all().item<bool>(), name);
        }
    }

    /// <summary>
    /// TorchSharp 0.107's truncated normal gives every weight the deviation, and a few of millions no number.
    /// </summary>
    [Fact]
    public void A_new_swin_has_weights_that_differ_and_are_numbers()
    {
        using var scope = NewDisposeScope();
        using var swin = new SwinBackbone(
            new BackboneConfig.Swin(new StageCounts(1, 1, 1, 1), new StageCounts(2, 2, 2, 2), Width: 48, Window: 7));
        var drawn = swin.named_parameters()
            .Where(pair => pair.name.Contains("mlp.", StringComparison.Ordinal)
                || pair.name.Contains("attn.", StringComparison.Ordinal))
            .Where(pair => !pair.name.EndsWith("bias", StringComparison.Ordinal)).ToList();
        Assert.Equal(4 * 5, drawn.Count);
        foreach (var (name, value) in drawn)
        {
            Assert.True(value.isfinite().all().item<bool>(), name);
            Assert.InRange(value.std().item<float>(), 0.015, 0.025);
            Assert.InRange(value.mean().item<float>(), -0.005, 0.005);
        }
    }
}
