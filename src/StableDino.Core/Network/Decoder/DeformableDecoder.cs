using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Deformable decoder layers (Deformable DETR, Zhu et al., ICLR 2021; DAB-DETR; DINO). With refinement, the heads move
/// the references
/// after each layer; the next layer takes them detached, while its prediction, when looking forward twice, does not.
/// Always fp32: so few
/// queries gain nothing from a narrow type, and boxes lose by it.
/// </summary>
public sealed partial class DeformableDecoder
    : NamedModule<SelectedQueries, EncoderMemory, PredictionHeads, DecoderStates>, IRecomputing
{
    private readonly bool repeatable;
    private readonly DecoderLayer[] layers;
    private readonly Mlp? positionHead;
    private readonly Mlp? positionScale;
    private readonly LayerNorm? norm;
    private readonly int sineChannels;
    private readonly BoxRefinement refinement;

    /// <summary>
    /// Layers <c>layers.i</c>; what makes positions of references, <c>ref_point_head</c>, and scales them,
    /// <c>query_scale</c>; the
    /// <c>norm</c> of what the heads predict from. The last three where the configuration has them.
    /// </summary>
    /// <param name="config">The decoder.</param>
    /// <param name="position">Where the position embeddings come from.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    public DeformableDecoder(DecoderConfig config, QueryPosition position, int levels) : base(nameof(DeformableDecoder))
    {
        repeatable = config.Dropout == 0;
        var width = config.Width;
        (sineChannels, refinement) = (width / 2, config.Refinement);
        layers =
            [.. Enumerable.Range(0, config.Layers)
                .Select(i => this.Place($"layers.{i}", new DecoderLayer(config, levels)))];
        if (position is QueryPosition.SineOfReference sine)
        {
            positionHead = this.Place("ref_point_head", new Mlp(2 * width, width, width, 2));
            positionScale = sine.ScaledByContent ? this.Place("query_scale", new Mlp(width, width, width, 2)) : null;
            positionHead.XavierWeights();
            positionScale?.XavierWeights();
        }

        norm = config.FinalNorm ? this.Place("norm", LayerNorm(width)) : null;
    }

    /// <inheritdoc/>
    public override DecoderStates forward(SelectedQueries queries, EncoderMemory memory, PredictionHeads heads)
    {
        using var single = Autocast.Paused(queries.Content.device_type);
        using var scope = NewDisposeScope();
        var mask = QueryVisibility.Mask(queries.Groups, queries.Unseen, queries.Content.device);
        var (states, references) = Unroll(queries, mask, memory, heads, layers.Length - 1);
        return new DecoderStates(
            stack(states).MoveToOuterDisposeScope(),
            [.. references.Select(reference => reference.MoveToOuterDisposeScope())], queries.Groups);
    }

    /// <summary>
    /// States after each layer as the heads see them; the initial reference, then that after each of the first
    /// refinements.
    /// </summary>
    /// <param name="queries">The queries.</param>
    /// <param name="mask">[Q, Q] or [B, 1, Q, Q], bool; true forbids the row to see the column.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="heads">The heads that refine.</param>
    /// <param name="refinements">How many layers refine the reference; the last layer's refinement is used by nothing
    /// in the model.</param>
    internal (ImmutableArray<Tensor> States, ImmutableArray<Tensor> References) Unroll(
        SelectedQueries queries, Option<Tensor> mask, EncoderMemory memory, PredictionHeads heads, int refinements)
    {
        var (content, reference) = (queries.Content, queries.References.alias());
        var states = ImmutableArray.CreateBuilder<Tensor>(layers.Length);
        var references = ImmutableArray.CreateBuilder<Tensor>(refinements + 1);
        references.Add(reference);
        for (var i = 0; i < layers.Length; i++)
        {
            var framed = Framed(reference, memory.Tokens.ValidRatios);
            var positions = Positions(i, queries, content, framed);
            content = Recompute && repeatable
                ? Recomputed(layers[i], content, positions, framed, memory, mask)
                : layers[i].call(content, positions, framed, memory, mask);
            states.Add(norm is null ? content : norm.call(content));
            if (i >= refinements) continue;

            (var handed, reference) = ReferenceStep.Of(refinement, heads, i, content, reference);
            references.Add(handed);
        }

        return (states.MoveToImmutable(), references.MoveToImmutable());
    }

    /// <summary>States as the predictors see them: normalised once more, where the decoder normalises.</summary>
    /// <param name="states">[…, width].</param>
    internal Tensor Normalised(Tensor states) => norm is null ? states.alias() : norm.call(states);

    // The reference in the frame of every level, [B, Q, L, 2 or 4].
    private static Tensor Framed(Tensor reference, Tensor validRatios)
    {
        var frames = reference.shape[^1] == 2 ? validRatios : cat([validRatios, validRatios], -1);
        return reference.unsqueeze(2) * frames.unsqueeze(1);
    }

    private Tensor Positions(int layer, SelectedQueries queries, Tensor content, Tensor framed)
    {
        if (positionHead is null)
            return queries.Positions.IfNone(() =>
                throw new InvalidOperationException("The queries bring no positions."));
        var positions = positionHead.call(SineEmbedding.OfReferences(framed.select(2, 0), sineChannels));
        return positionScale is null || layer == 0 ? positions : positions * positionScale.call(content);
    }

    /// <inheritdoc/>
    bool IRecomputing.Recompute { get => Recompute; set => Recompute = value; }

    private bool Recompute { get; set; }

    private static Tensor Recomputed(
        DecoderLayer layer, Tensor content, Tensor positions, Tensor framed, EncoderMemory memory, Option<Tensor> mask)
    {
        var levels = memory.Tokens.Levels;
        var tokens = memory.Tokens;
        return Recomputation.Run(
            inputs => layer.call(
                inputs[0], inputs[1], inputs[2],
                new EncoderMemory(inputs[3], new TokenSequence(inputs[3], inputs[4], inputs[5], levels, inputs[6])),
                inputs.Length > 7 ? inputs[7] : Option<Tensor>.None),
            [content, positions, framed, memory.Memory, tokens.Positions.detach(), tokens.Padding,
                tokens.ValidRatios, .. mask]);
    }
}
