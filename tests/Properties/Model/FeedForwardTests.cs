using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

public class FeedForwardTests
{
    /// <summary>Without gradients tokens pass block by block, here two whole blocks and a part of a third.</summary>
    [Fact]
    public void Blocks_of_tokens_give_what_all_tokens_at_once_give()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var layer = new FeedForward(width: 8, hidden: 12, dropout: 0);
        var tokens = randn([2, 2500, 8], generator: generator);
        var whole = layer.call(tokens).detach();
        using var silent = no_grad();
        var blocks = layer.call(tokens);
        Assert.Equal(whole.shape, blocks.shape);
        Assert.True((whole - blocks).abs().max().item<float>() < 1e-5);
    }
}
