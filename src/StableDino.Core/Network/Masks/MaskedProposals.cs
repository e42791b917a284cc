using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Gives the selected proposals their masks (MaskDINO §3.3): class and mask are predicted as a decoder layer predicts
/// them, from the
/// normalised tokens, and the masks' tight boxes may replace the proposals as the decoder's references. It learns
/// nothing of its own.
/// </summary>
public sealed class MaskedProposals(bool boxesOfMasks)
    : Module<ProposedQueries, PixelEmbeddings, MaskHeads, PredictionHeads, DeformableDecoder, ProposedInstances>(
        nameof(MaskedProposals))
{
    /// <inheritdoc/>
    public override ProposedInstances forward(
        ProposedQueries proposed, PixelEmbeddings pixels, MaskHeads masks, PredictionHeads heads,
        DeformableDecoder decoder)
    {
        using var single = Autocast.Paused(proposed.Tokens.device_type);
        using var scope = NewDisposeScope();
        var states = decoder.Normalised(proposed.Tokens);
        var embeddings = masks.Embed(states);
        var queries = boxesOfMasks
            ? proposed.Queries with { References = heads.AsReference(Boxes(pixels, embeddings))
                .MoveToOuterDisposeScope() }
            : proposed.Queries;
        return new ProposedInstances(
            queries,
            proposed.Proposals with { Logits = heads.ClassifyProposals(states).unsqueeze(0).MoveToOuterDisposeScope() },
            embeddings.unsqueeze(0).MoveToOuterDisposeScope());
    }

    // Tight boxes over the image without its padding; image by image, so that the masks of one are held at a time.
    private static Tensor Boxes(PixelEmbeddings pixels, Tensor embeddings) => Foundation.Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var boxes = pixels.Values.split(1).Zip(embeddings.split(1), (map, each) => Foundation.Scoped.Run(() =>
            TightBoxes.Of(MaskPredictions.Logits(map, each).gt(0)).Values));
        return (cat([.. boxes], 0) / pixels.ValidRatios.repeat(1, 2).unsqueeze(1)).clamp(0, 1);
    });
}
