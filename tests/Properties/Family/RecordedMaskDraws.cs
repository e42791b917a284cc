using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>
/// The random points of the official mask criterion. It goes through its last layer, the others from the first, and the
/// selected tokens;
/// each draws for the matching, image by image, then for the losses of the pairs, by ascending query, then for those of
/// denoising.
/// Mask2Former has neither selected tokens nor denoising, and nothing is drawn before.
/// </summary>
internal sealed class RecordedMaskDraws(
    GoldenFile file, int images, int lastLayer, bool isPlain = false, ScalarType type = ScalarType.Float32) : IMaskDraws
{
    // draws of the denoising queries
    private readonly int first = isPlain ? 0 : 3;

    /// <inheritdoc/>
    public Tensor Matching(int branch, int layer, int count) =>
        cat([.. Enumerable.Range(0, images).Select(image => file[$"random/{At(branch, layer) + image:D3}_rand@match"])],
            0).to(type);

    /// <inheritdoc/>
    public MaskPointDraws Losses(int branch, int layer, long masks)
    {
        var at = At(branch, layer) + images + (branch == QueryGroup.MatchingBranch ? 0 : 2);
        var (candidates, uniform) =
            (file[$"random/{at:D3}_rand@losspoints"].to(type), file[$"random/{at + 1:D3}_rand@losspoints"].to(type));
        if (branch != QueryGroup.MatchingBranch) return new(candidates, uniform);
        var order = tensor(ByTarget(Own(branch, layer) is >= 0 and var own ? $"layer{own}" : "interm"));
        return new(candidates.index_select(0, order), uniform.index_select(0, order));
    }

    // The first draw of a layer. Of the matching queries layer 0 are the selected tokens, which have no denoising part.
    private int At(int branch, int layer)
    {
        var own = Own(branch, layer);
        var place = own < 0 ? lastLayer + 1 : own == lastLayer ? 0 : own + 1;
        return first + place * (images + (isPlain ? 2 : 4));
    }

    // The number among the layers' predictions; −1 for the selected tokens.
    private int Own(int branch, int layer) => branch == QueryGroup.MatchingBranch && !isPlain ? layer - 1 : layer;

    // The place among the official pairs, which are ordered by query, of each pair in the order of targets.
    private long[] ByTarget(string layer)
    {
        var (order, start) = (new List<long>(), 0L);
        for (var image = 0; image < images; image++)
        {
            using var groundTruths = file[$"matching/{layer}/img{image}/target"].argsort();
            order.AddRange(groundTruths.data<long>().Select(place => start + place));
            start += groundTruths.shape[0];
        }

        return [.. order];
    }
}
