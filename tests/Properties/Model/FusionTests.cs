using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>
/// Which memories each fusion merges, seen from outside: a fusion whose weight picks one memory hands that memory on,
/// normalised.
/// </summary>
public class FusionTests
{
    private const int Width = 16;

    [Theory, InlineData(1, "0→1"), InlineData(2, "0→2"), InlineData(3, "0→3, 1→2"), InlineData(
        6, "0→6, 1→5, 2→4"), InlineData(7, "0→7, 1→6, 2→5, 3→4")]
    public void U_like_fusion_joins_early_and_late_memories_from_outside_in(int layers, string expected)
    {
        var plan = TransformerEncoder.Plan(new MemoryFusion.ULike(), layers);
        Assert.Equal(expected, string.Join(", ", plan.Select(step => $"{step.Memories[1]}→{step.After}")));
        Assert.All(plan, step => Assert.Equal(step.After, step.Memories[0]));
        Assert.Equal(plan.Length, plan.Select(step => step.Name).Distinct().Count());
    }

    public static TheoryData<string, int, int> Picks => new()
    {
        { "Simple", 0, 3 }, { "Simple", 1, 0 },
        { "Dense", 0, 0 }, { "Dense", 1, 1 }, { "Dense", 2, 2 }, { "Dense", 3, 3 },
        { "ULike", 1, 0 },
    };

    /// <param name="name">The fusion of a three-layer encoder.</param>
    /// <param name="slot">The slot of its last fusion that the weight picks.</param>
    /// <param name="memory">The memory that should come out.</param>
    [Theory, MemberData(nameof(Picks))]
    public void A_fusion_that_picks_a_memory_hands_it_on_normalised(string name, int slot, int memory)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(11, CPU);
        MemoryFusion fusion = name switch { "Simple" => new MemoryFusion.Simple(), "Dense" => new MemoryFusion.Dense(),
            _ => new MemoryFusion.ULike() };
        var fused = new TransformerEncoder(SmallStages.EncoderOf(fusion, 3), 2);
        SmallStages.Shake(fused, generator);
        var state = fused.state_dict();
        var prefix = name == "ULike" ? "fusion_layers.0." : "fusion_layer.";
        var weight = state[prefix + "0.weight"];
        weight.zero_();
        weight.narrow(1, slot * Width, Width).copy_(eye(Width));
        state[prefix + "0.bias"].zero_();
        state[prefix + "1.weight"].fill_(1);
        state[prefix + "1.bias"].zero_();

        var sequence = new TokenFlattening(2, Width).call(SmallStages.Pyramid(generator));
        var expected = memory == 0 ? sequence.Tokens : Plain(fused, memory).call(sequence).Memory;
        Parity.Close(nn.functional.layer_norm(expected, [Width]), fused.call(sequence).Memory, 1e-5, "memory");
    }

    // An encoder of the first layers alone, with the same weights.
    private static TransformerEncoder Plain(TransformerEncoder other, int layers)
    {
        var plain = new TransformerEncoder(SmallStages.EncoderOf(new MemoryFusion.None(), layers), 2);
        var state = other.state_dict();
        foreach (var (name, tensor) in plain.state_dict()) tensor.copy_(state[name]);
        return plain;
    }
}
