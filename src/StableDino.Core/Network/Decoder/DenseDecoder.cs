using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Decoder layers whose queries attend to all tokens of the memory (DETR, Carion et al., ECCV 2020; Conditional DETR,
/// Meng et al., ICCV
/// 2021; DAB-DETR, Liu et al., ICLR 2022; Anchor-DETR, Wang et al., AAAI 2022).
/// </summary>
public sealed partial class DenseDecoder : NamedModule<SelectedQueries, EncoderMemory, PredictionHeads, DecoderStates>
{
    private readonly int width;
    private readonly int exchanged;
    private readonly bool apart;
    private readonly DenseDecoderLayer[] layers;
    private readonly Mlp? positionHead;
    private readonly Mlp? sineScale;
    private readonly Mlp? sizeHead;
    private readonly LayerNorm? norm;
    private readonly BoxRefinement refinement;

    /// <summary>
    /// Layers <c>layers.i</c>; what makes positions of references, <c>ref_point_head</c>; what scales the sines of
    /// conditional attention by
    /// the content, <c>query_scale</c>, and by the size that it expects, <c>ref_anchor_head</c>; the norm of what the
    /// heads predict from,
    /// <c>post_norm_layer</c>. The last four where the configuration has them.
    /// </summary>
    /// <param name="config">The decoder.</param>
    /// <param name="position">Where the position embeddings come from.</param>
    /// <param name="exchanged">Groups of queries that all see each other, as <see cref="GroupAttention.Official"/> has
    /// it; 1 for none.</param>
    public DenseDecoder(DecoderConfig config, QueryPosition position, int exchanged = 1) : base(nameof(DenseDecoder))
    {
        (width, refinement, this.exchanged) = (config.Width, config.Refinement, exchanged);
        apart = config.CrossAttention is CrossAttention.RowColumn;
        layers =
            [.. Enumerable.Range(0, config.Layers)
                .Select(i => this.Place($"layers.{i}", new DenseDecoderLayer(config, isFirst: i == 0, exchanged)))];
        positionHead = position is QueryPosition.SineOfReference
            ? this.Place("ref_point_head", new Mlp(2 * width, width, width, 2))
            : null;
        sineScale = config.CrossAttention is CrossAttention.Conditional
            ? this.Place("query_scale", new Mlp(width, width, width, 2))
            : null;
        sizeHead = config.CrossAttention is CrossAttention.Conditional { Modulated: true }
            ? this.Place("ref_anchor_head", new Mlp(width, width, 2, 2)) : null;
        norm = config.FinalNorm ? this.Place("post_norm_layer", LayerNorm(width)) : null;
    }

    /// <inheritdoc/>
    public override DecoderStates forward(SelectedQueries queries, EncoderMemory memory, PredictionHeads heads)
    {
        using var single = Autocast.Paused(queries.Content.device_type);
        using var scope = NewDisposeScope();
        var mask = exchanged > 1
            ? Option<Tensor>.None
            : QueryVisibility.Mask(queries.Groups, queries.Unseen, queries.Content.device);
        var (content, reference) = (queries.Content, queries.References.alias());
        var states = new List<Tensor>(layers.Length);
        var references = new List<Tensor>(layers.Length) { reference };
        for (var i = 0; i < layers.Length; i++)
        {
            content = layers[i].call(content, Places(i, queries, content, reference), memory, mask);
            states.Add(norm is null ? content : norm.call(content));
            if (i == layers.Length - 1) break;

            (var handed, reference) = ReferenceStep.Of(refinement, heads, i, content, reference);
            references.Add(handed);
        }

        return new DecoderStates(stack(states).MoveToOuterDisposeScope(),
            [.. references.Select(r => r.MoveToOuterDisposeScope())], queries.Groups);
    }

    private QueryPlaces Places(int layer, SelectedQueries queries, Tensor content, Tensor reference)
    {
        var sines = positionHead is null && sineScale is null ? null : SineEmbedding.OfReferences(reference, width / 2);
        var positions = positionHead?.call(sines!)
            ?? queries.Positions.IfNone(() => throw new InvalidOperationException("The queries bring no positions."));
        if (apart) return new QueryPlaces(positions.narrow(-1, 0, width), positions.narrow(-1, width, 2 * width));
        return new QueryPlaces(positions,
            sineScale is null ? Option<Tensor>.None : Compared(layer, sines!.narrow(-1, 0, width), content, reference));
    }

    // Sines of y and x, each half the width: scaled from the second layer on, and stretched where the expected size is
    // not the reference's.
    private Tensor Compared(int layer, Tensor sines, Tensor content, Tensor reference)
    {
        var scaled = layer == 0 ? sines : sines * sineScale!.call(content);
        if (sizeHead is null) return scaled;

        // (w, h)
        var stretch = sizeHead.call(content).sigmoid() / reference.narrow(-1, 2, 2);
        var (y, x) = (scaled.narrow(-1, 0, width / 2), scaled.narrow(-1, width / 2, width / 2));
        return cat([y * stretch.narrow(-1, 1, 1), x * stretch.narrow(-1, 0, 1)], -1);
    }
}
