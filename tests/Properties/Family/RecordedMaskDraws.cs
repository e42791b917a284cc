using StableDino.Detectors;
using StableDino.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>
/// The random points of the official mask criterion. It goes through its last layer, the others from the first, and the selected tokens;
/// each draws for the matching, image by image, then for the losses of the pairs, by ascending query, then for those of denoising.
/// </summary>
internal sealed class RecordedMaskDraws(GoldenFile file, int images, int lastLayer) : IMaskDraws
{
    private const int First = 3;                                                        // the denoising queries came before

    /// <inheritdoc/>
    public Tensor Matching(int branch, int layer, int count) =>
        cat([.. Enumerable.Range(0, images).Select(image => file[$"random/{At(branch, layer) + image:D3}_rand@match"])], 0);

    /// <inheritdoc/>
    public MaskPointDraws Losses(int branch, int layer, long masks)
    {
        var at = At(branch, layer) + images + (branch == QueryGroup.MatchingBranch ? 0 : 2);
        var (candidates, uniform) = (file[$"random/{at:D3}_rand@losspoints"], file[$"random/{at + 1:D3}_rand@losspoints"]);
        if (branch != QueryGroup.MatchingBranch) return new(candidates, uniform);
        var order = tensor(ByTruth(layer == 0 ? "interm" : $"layer{layer - 1}"));
        return new(candidates.index_select(0, order), uniform.index_select(0, order));
    }

    // The first draw of a layer. Of the matching queries layer 0 are the selected tokens, which have no denoising part.
    private int At(int branch, int layer)
    {
        var own = branch == QueryGroup.MatchingBranch ? layer - 1 : layer;
        var place = own < 0 ? lastLayer + 1 : own == lastLayer ? 0 : own + 1;
        return First + place * (images + 4);
    }

    // The place among the official pairs, which are ordered by query, of each pair in the order of truths.
    private long[] ByTruth(string layer)
    {
        var (order, start) = (new List<long>(), 0L);
        for (var image = 0; image < images; image++)
        {
            using var truths = file[$"matching/{layer}/img{image}/target"].argsort();
            order.AddRange(truths.data<long>().Select(place => start + place));
            start += truths.shape[0];
        }

        return [.. order];
    }
}
