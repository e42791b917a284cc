using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Classes, boxes and masks after every decoder layer (MaskDINO). Class and mask are predicted from states that are
/// normalised once more
/// than those of boxes, as the official code has it. With an initial prediction the queries that the decoder starts
/// from predict first.
/// </summary>
public sealed class MaskHeads :
    NamedModule<DecoderStates, SelectedQueries, ProposedInstances, PixelEmbeddings, PredictionHeads, DeformableDecoder,
        MaskOutput>
{
    private readonly bool initialPrediction;
    private readonly Mlp embedding;

    /// <summary>The MLP from states to mask embeddings, <c>mask_embed</c>.</summary>
    /// <param name="config">The masks.</param>
    /// <param name="width">Channels of a query.</param>
    public MaskHeads(MaskConfig.PixelEmbedding config, int width) : base(nameof(MaskHeads))
    {
        initialPrediction = config.InitialPrediction;
        embedding = this.Place("mask_embed", new Mlp(width, width, config.Width, 3));
    }

    /// <summary>Mask embeddings of normalised states: […, width] to […, D].</summary>
    internal Tensor Embed(Tensor states) => embedding.call(states);

    /// <inheritdoc/>
    public override MaskOutput forward(
        DecoderStates states, SelectedQueries queries, ProposedInstances proposed, PixelEmbeddings pixels,
        PredictionHeads heads, DeformableDecoder decoder)
    {
        using var single = Autocast.Paused(states.States.device_type);
        using var scope = NewDisposeScope();
        var layers = states.States.unbind(0);
        var seen = layers.Select(decoder.Normalised).ToList();
        var logits = seen.Select((state, layer) => heads.Classify(layer, state)).ToList();
        var boxes = layers.Select((state, layer) => heads.Refine(layer, state, states.References[layer])).ToList();
        if (initialPrediction)
        {
            seen.Insert(0, decoder.Normalised(queries.Content));
            logits.Insert(0, heads.ClassifyProposals(seen[0]));
            boxes.Insert(0, queries.References.alias());
        }

        Tensor[] all = [stack(logits), stack(boxes), Embed(stack(seen))];
        var starts = states.Groups.Aggregate(ImmutableArray.Create(0L), (at, group) => at.Add(at[^1] + group.Count));
        var parts =
            states.Groups.Select((group, run) =>
                (group.Branch,
                    Parts: all.Select(whole => whole.narrow(2, starts[run], group.Count).MoveToOuterDisposeScope())
                        .ToArray()))
                .ToLookup(part => part.Branch == QueryGroup.MatchingBranch);
        var matching = parts[true].Single().Parts;
        return new MaskOutput(
            new Predictions(matching[0], matching[1]), proposed.Proposals,
            [.. parts[false]
                .Select(part => new BranchPredictions(part.Branch, new Predictions(part.Parts[0], part.Parts[1])))],
            new MaskPredictions(
                pixels.Values, matching[2], proposed.Masks, [.. parts[false].Select(part => part.Parts[2])]));
    }
}
