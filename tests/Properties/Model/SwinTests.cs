using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>What a Swin block lets a token see, and stochastic depth.</summary>
public class SwinTests
{
    private const int Side = 4;

    /// <summary>
    /// Windows of four tokens on 8 × 8; shifted, they begin at row and column 2, and what the wrap-around joins stays
    /// apart.
    /// </summary>
    [Theory]
    [InlineData(0, 1, 1, 0, 4, 0, 4)]
    [InlineData(0, 5, 2, 4, 8, 0, 4)]
    [InlineData(2, 3, 3, 2, 6, 2, 6)]
    [InlineData(2, 0, 4, 0, 2, 2, 6)]
    [InlineData(2, 7, 7, 6, 8, 6, 8)]
    public void A_token_is_seen_by_its_own_window_alone(
        int shift, int row, int column, int top, int bottom, int left, int right)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(2, CPU);
        var block = new SwinBlock(8, 2, Side, shift, 2, dropPath: 0);
        SmallStages.Shake(block, generator);
        var map = randn(1, 8, 8, 8, generator: generator);
        var changed = map.clone();
        changed[0, row, column].add_(randn(8, generator: generator));
        var moved = (block.call(map) - block.call(changed)).abs().amax([0, 3]).gt(1e-6);

        var expected = zeros(8, 8, ScalarType.Bool);
        expected[TensorIndex.Slice(top, bottom), TensorIndex.Slice(left, right)] = tensor(true);
        Parity.Same(expected, moved, "tokens that change");
    }

    [Fact]
    public void The_relative_bias_learns()
    {
        using var scope = NewDisposeScope();
        var attention = new WindowAttention(8, 2, Side);
        var output = attention.call(randn(3, Side * Side, 8), empty(0));
        (output * randn(3, Side * Side, 8)).sum().backward();
        Assert.True(
            attention.named_parameters()
                .Single(pair => pair.name == "relative_position_bias_table").parameter.grad!.abs().min()
                .item<float>() > 0);
    }

    [Fact]
    public void Stochastic_depth_keeps_or_drops_the_branch_of_whole_images_and_does_neither_in_evaluation()
    {
        using var scope = NewDisposeScope();
        var (identity, branch) = (randn(400, 2, 3), randn(400, 2, 3));
        Parity.Same(identity + branch, StochasticDepth.Add(identity, branch, 0.25, training: false), "evaluation");
        var factors = (StochasticDepth.Add(identity, branch, 0.25, training: true) - identity) / branch;
        var kept = factors.flatten(1).mean([1]).gt(0.5);
        Parity.Close(kept.view(-1, 1, 1).to_type(ScalarType.Float32).expand(400, 2, 3) / 0.75, factors, 1e-2,
            "factor of the branch");
        // 300 ± 4.6 deviations
        Assert.InRange(kept.sum().item<long>(), 260, 340);
    }
}
