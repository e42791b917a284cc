using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Detectors;
using StableDino.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Deformable decoder layers with iterative box refinement (DINO, Zhang et al., ICLR 2023): after each layer the heads move the
/// reference boxes; the next layer takes them detached, while the prediction of the next layer, when looking forward twice, does not.
/// </summary>
public sealed class DeformableDecoder : Module<SelectedQueries, EncoderMemory, PredictionHeads, DecoderStates>, IRecomputing
{
    private readonly bool repeatable;
    private readonly DecoderLayer[] layers;
    private readonly MultilayerPerceptron positionHead;
    private readonly LayerNorm norm;
    private readonly int sineChannels;
    private readonly bool lookForwardTwice;

    /// <summary>Layers <c>layers.i</c>, the position head <c>ref_point_head</c>, and the <c>norm</c> of what the heads predict from.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    public DeformableDecoder(DecoderConfig config, int levels) : base(nameof(DeformableDecoder))
    {
        repeatable = config.Dropout == 0;
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => this.Place($"layers.{i}", new DecoderLayer(config, levels)))];
        positionHead = this.Place("ref_point_head", new MultilayerPerceptron(2 * config.Width, config.Width, config.Width, 2));
        positionHead.XavierWeights();
        norm = this.Place("norm", LayerNorm(config.Width));
        (sineChannels, lookForwardTwice) = (config.Width / 2, config.LookForwardTwice);
    }

    /// <inheritdoc/>
    public override DecoderStates forward(SelectedQueries queries, EncoderMemory memory, PredictionHeads heads)
    {
        using var scope = NewDisposeScope();
        var (states, references) = Unroll(queries, memory, heads, layers.Length - 1);
        return new DecoderStates(
            stack(states).MoveToOuterDisposeScope(), stack(references).MoveToOuterDisposeScope(), queries.DenoisingCount);
    }

    /// <summary>Normalised states after each layer, and the initial reference followed by that of each of the first refinements.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="heads">The heads that refine.</param>
    /// <param name="refinements">How many layers refine the reference; the last layer's refinement is used by nothing in the model.</param>
    internal (ImmutableArray<Tensor> States, ImmutableArray<Tensor> References) Unroll(
        SelectedQueries queries, EncoderMemory memory, PredictionHeads heads, int refinements)
    {
        var frames = cat([memory.Tokens.ValidRatios, memory.Tokens.ValidRatios], -1).unsqueeze(1);     // [B, 1, L, 4]
        var (content, reference) = (queries.Content, queries.References);
        var states = ImmutableArray.CreateBuilder<Tensor>(layers.Length);
        var references = ImmutableArray.CreateBuilder<Tensor>(refinements + 1);
        references.Add(reference);
        for (var i = 0; i < layers.Length; i++)
        {
            var framed = reference.unsqueeze(2) * frames;                                               // [B, Q, L, 4]
            var positions = positionHead.call(SineEmbedding.OfReferences(framed.select(2, 0), sineChannels));
            content = Recompute && repeatable
                ? Recomputed(layers[i], content, positions, framed, memory, queries.AttentionMask)
                : layers[i].call(content, positions, framed, memory, queries.AttentionMask);
            states.Add(norm.call(content));
            if (i >= refinements) continue;

            var refined = heads.Refine(i, content, reference);
            reference = refined.detach();
            references.Add(lookForwardTwice ? refined : reference);
        }

        return (states.MoveToImmutable(), references.MoveToImmutable());
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
            [content, positions, framed, memory.Memory, tokens.Positions.detach(), tokens.Padding, tokens.ValidRatios, .. mask]);
    }

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
