using StableDino.Configuration;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>What focal modulation lets a token see, and how a new network begins.</summary>
public class FocalModulationTests
{
    private static readonly BackboneConfig.FocalNet Small = new(
        new StageCounts(2, 2, 2, 2), Levels: new StageCounts(2, 2, 2, 2),
        Windows: new StageCounts(3, 3, 3, 3), Width: 48);

    /// <summary>
    /// Kernels of 3 and 5 one after the other: a changed token moves the tokens up to three cells away, and all the
    /// others by the mean alone.
    /// </summary>
    [Fact]
    public void A_token_is_seen_through_the_kernels_near_by_and_through_the_mean_everywhere()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(2, CPU);
        var modulation = new FocalModulation(8, levels: 2, window: 3);
        SmallStages.Shake(modulation, generator);
        var parameters = modulation.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var gates = parameters["f.bias"].narrow(0, 16, 3);
        // gates are constants: levels open, the mean shut
        parameters["f.weight"].narrow(0, 16, 3).zero_();
        gates.copy_(tensor(new[] { 1f, 1f, 0f }));
        var map = randn(1, 11, 12, 8, generator: generator);
        var changed = map.clone();
        changed[0, 4, 5].add_(randn(8, generator: generator));
        Tensor Moved() => (modulation.call(map) - modulation.call(changed)).abs().amax([0, 3]).gt(1e-6);
        var expected = zeros(11, 12, ScalarType.Bool);
        expected[TensorIndex.Slice(1, 8), TensorIndex.Slice(2, 9)] = tensor(true);
        Parity.Same(expected, Moved(), "tokens that change without the mean");

        gates[2].fill_(50);
        Parity.Same(ones_like(expected), Moved(), "tokens that change with it");
    }

    /// <summary>Linear maps and the factors of residual branches begin as the official code has them.</summary>
    [Fact]
    public void A_new_network_has_weights_that_differ_and_branches_that_hardly_count()
    {
        using var scope = NewDisposeScope();
        using var network = new FocalBackbone(Small);
        foreach (var (name, value) in network.named_parameters())
        {
            if (name.Contains("gamma_", StringComparison.Ordinal))
                Assert.True(value.eq(1e-4f).all().item<bool>(), name);
            if (name.EndsWith("modulation.f.weight", StringComparison.Ordinal)
                || name.EndsWith("modulation.proj.weight", StringComparison.Ordinal)
                || (name.Contains("mlp.", StringComparison.Ordinal)
                    && name.EndsWith("weight", StringComparison.Ordinal)))
            {
                Assert.InRange(value.std().item<float>(), 0.015, 0.025);
                Assert.InRange(value.mean().item<float>(), -0.005, 0.005);
            }

            if (name.EndsWith("modulation.f.bias", StringComparison.Ordinal)
                || name.EndsWith("fc1.bias", StringComparison.Ordinal))
                Assert.True(value.eq(0).all().item<bool>(), name);
        }
    }

    /// <summary>In training every parameter learns, whatever stochastic depth leaves out of a batch of many.</summary>
    [Fact]
    public void A_training_step_reaches_every_parameter()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        using var network = new FocalBackbone(Small with { Width = 8, DropPath = 0.5f, ModulationNorm = true });
        network.train();
        var maps = network.call(randn(8, 3, 37, 50)).Maps;
        Assert.Equal([[8, 16, 5, 7], [8, 32, 3, 4], [8, 64, 2, 2]], maps.Select(map => map.shape));
        maps.Select(map => (map * randn_like(map)).sum()).Aggregate((a, b) => a + b).backward();
        Assert.All(network.named_parameters(),
            pair =>
                Assert.True(pair.parameter.grad is { } g && g.isfinite().all().item<bool>()
                    && g.abs().sum().item<float>() > 0, pair.name));
    }
}
