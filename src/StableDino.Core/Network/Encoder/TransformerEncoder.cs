using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Encoder layers over all tokens, by deformable points, densely or by rows and columns, and the fusion of their
/// memories: memory 0 is the
/// input, memory i the output of layer i after its own fusion, if it has one. What it hands over is fp32 whatever its
/// products were
/// computed in.
/// </summary>
public sealed partial class TransformerEncoder : NamedModule<TokenSequence, EncoderMemory>, IRecomputing
{
    private readonly bool repeatable;
    private readonly EncoderLayer[] layers;
    private readonly ImmutableDictionary<int, (FusionLayer Fuse, ImmutableArray<int> Memories)> fusions;
    private readonly LayerNorm? finalNorm;
    private readonly Mlp? positionScale;

    /// <summary>
    /// Layers <c>layers.i</c>; what scales positions, <c>query_scale</c>; fusion <c>fusion_layer</c>, for U-like
    /// <c>fusion_layers.k</c>, k being the early memory fused.
    /// </summary>
    /// <param name="config">The encoder.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    public TransformerEncoder(EncoderConfig config, int levels) : base(nameof(TransformerEncoder))
    {
        repeatable = config.Dropout == 0;
        layers =
            [.. Enumerable.Range(0, config.Layers)
                .Select(i => this.Place($"layers.{i}", new EncoderLayer(config, levels)))];
        positionScale = config.ScaledPositions
            ? this.Place("query_scale", new Mlp(config.Width, config.Width, config.Width, 2))
            : null;
        finalNorm = config.FinalNorm ? this.Place("post_norm_layer", LayerNorm(config.Width)) : null;
        fusions = Plan(config.Fusion, config.Layers).ToImmutableDictionary(
            step => step.After,
            step => (this.Place(step.Name, new FusionLayer(step.Memories.Length, config.Width)), step.Memories));
    }

    /// <summary>Which memories are fused after which layer, and the name of what fuses them.</summary>
    /// <param name="fusion">The configured fusion.</param>
    /// <param name="layers">Encoder layers L.</param>
    internal static ImmutableArray<(int After, string Name, ImmutableArray<int> Memories)> Plan(
        MemoryFusion fusion, int layers) => fusion switch
    {
        MemoryFusion.None => [],
        MemoryFusion.Simple => [(layers, "fusion_layer", [layers, 0])],
        MemoryFusion.ULike => [.. Enumerable.Range(0, layers).Where(k => k < layers - k)
            .Select(k => (layers - k, $"fusion_layers.{k}", ImmutableArray.Create(layers - k, k)))],
        MemoryFusion.Dense => [(layers, "fusion_layer", [.. Enumerable.Range(0, layers + 1)])],
        _ => throw new ArgumentOutOfRangeException(nameof(fusion)),
    };

    /// <inheritdoc/>
    bool IRecomputing.Recompute { get => Recompute; set => Recompute = value; }

    private bool Recompute { get; set; }

    private static Tensor Recomputed(EncoderLayer layer, Tensor tokens, TokenSequence sequence, Tensor references)
    {
        var levels = sequence.Levels;
        return Recomputation.Run(
            inputs =>
                layer.call(inputs[0], new TokenSequence(inputs[0], inputs[1], inputs[2], levels, inputs[3]), inputs[4]),
            tokens, sequence.Positions, sequence.Padding, sequence.ValidRatios, references);
    }

    /// <inheritdoc/>
    public override EncoderMemory forward(TokenSequence sequence)
    {
        using var scope = NewDisposeScope();
        var references = EncoderReferences.Of(sequence);
        var memories = new List<Tensor> { sequence.Tokens };
        foreach (var (layer, number) in layers.Select((layer, i) => (layer, i + 1)))
        {
            var placed = positionScale is null
                ? sequence
                : sequence with { Positions = sequence.Positions * positionScale.call(memories[^1]) };
            memories.Add(Recompute && repeatable
                ? Recomputed(layer, memories[^1], placed, references)
                : layer.call(memories[^1], placed, references));
            if (fusions.TryGetValue(number, out var fusion))
                memories[number] = fusion.Fuse.call([.. fusion.Memories.Select(i => memories[i])]);
        }

        var memory = finalNorm is not null ? finalNorm.call(memories[^1]) : layers.Length > 0
            ? memories[^1]
            : sequence.Tokens.alias();
        var wide = memory.dtype == ScalarType.BFloat16 ? memory.to(float32) : memory;
        return new EncoderMemory(wide.MoveToOuterDisposeScope(), sequence);
    }
}
