using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Model;

/// <summary>
/// Attention by rows and columns is attention whose weight of a token is a product, and sees no padding.
/// </summary>
[Collection(GlobalRandomness.Name)]
public class RowColumnAttentionTests
{
    private const int Width = 8, Heads = 2, Queries = 5;

    [Theory, InlineData(3, 4), InlineData(4, 3), InlineData(3, 3), InlineData(1, 5), InlineData(5, 1)]
    public void A_token_counts_by_the_product_of_its_row_s_and_its_column_s_weight(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        manual_seed(3);
        using var attention = new RowColumnAttention(Width, Heads, 0f, PaddingPolicy.Masked);
        var (content, places, memory) = (randn(1, Queries, Width), randn(1, Queries, 2 * Width), Memory(height, width));
        var tensors = attention.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        Tensor Projected(Tensor x, int part) =>
            functional.linear(x, tensors["in_proj_weight"].narrow(0, part * Width, Width),
                tensors["in_proj_bias"].narrow(0, part * Width, Width));

        const int channels = Width / Heads;
        var gathered = zeros(1, Queries, Width);
        for (var head = 0; head < Heads; head++)
        {
            Tensor Own(Tensor x) => x.narrow(-1, head * channels, channels)[0];
            var keys = memory.Tokens.Positions.chunk(2, -1);
            var columns = Own(Projected(content + places.chunk(2, -1)[0], 0))
                .matmul(Own(Projected(memory.Memory + keys[0], 2)).view(height, width, channels).mean([0]).t());
            var rows = Own(Projected(content + places.chunk(2, -1)[1], 1))
                .matmul(Own(Projected(memory.Memory + keys[1], 3)).view(height, width, channels).mean([1]).t());
            var weights = (rows / Math.Sqrt(channels)).softmax(-1).unsqueeze(2)
                * (columns / Math.Sqrt(channels)).softmax(-1).unsqueeze(1);
            gathered.narrow(-1, head * channels, channels)[0]
                .copy_(weights.flatten(1).matmul(Own(Projected(memory.Memory, 4))));
        }

        var expected = content + functional.linear(gathered, tensors["out_proj.weight"], tensors["out_proj.bias"]);
        Assert.True((attention.call(content, new QueryPlaces(places, places), memory) - expected).abs().max()
            .item<float>() < 1e-5f);
    }

    [Theory, InlineData(PaddingPolicy.Masked, true), InlineData(PaddingPolicy.Attended, false)]
    public void More_padding_changes_nothing_unless_it_counts_in_the_means(PaddingPolicy padding, bool same)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        manual_seed(4);
        using var attention = new RowColumnAttention(Width, Heads, 0f, padding);
        var (content, places, memory) = (randn(1, Queries, Width), randn(1, Queries, 2 * Width), Memory(3, 4));
        Tensor More(Tensor tokens) =>
            cat([cat([tokens.view(1, 3, 4, -1), randn(1, 3, 2, tokens.shape[2])], 2), randn(1, 1, 6, tokens.shape[2])],
                1).flatten(1, 2);
        var mask = ones([4, 6], ScalarType.Bool);
        mask.narrow(0, 0, 3).narrow(1, 0, 4).fill_(false);
        var larger = More(memory.Memory);
        var padded = new EncoderMemory(larger,
            new TokenSequence(
                larger, More(memory.Tokens.Positions), mask.view(1, 24), [new LevelShape(4, 6, 0)], ones(1, 1, 2)));
        var difference =
            (attention.call(content, new QueryPlaces(places, places), memory)
                - attention.call(content, new QueryPlaces(places, places), padded)).abs().max().item<float>();
        Assert.Equal(same, difference < 1e-5f);
    }

    private static EncoderMemory Memory(int height, int width)
    {
        var tokens = randn(1, height * width, Width);
        return new(tokens,
            new TokenSequence(tokens, randn(1, height * width, 2 * Width), zeros([1, height * width], ScalarType.Bool),
                [new LevelShape(height, width, 0)], ones(1, 1, 2)));
    }
}
