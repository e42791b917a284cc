using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// The boxes of an image that pay: a limited number, of which positives are at most a share. Faster R-CNN
/// (arXiv:1506.01497), section 3.1.3.
/// </summary>
public static class BalancedSample
{
    /// <summary>
    /// All positives, or a random choice of ⌊<paramref name="most"/>·<paramref name="share"/>⌋ where there are more;
    /// then negatives, all or a
    /// random choice, up to <paramref name="most"/> of both together.
    /// </summary>
    /// <param name="assigned">[M], int64: target of each box, −1 for background, −2 for boxes that are neither.</param>
    /// <param name="most">Positives and negatives together.</param>
    /// <param name="share">Positives at most, in [0, 1].</param>
    /// <param name="shuffle">
    /// A permutation of 0 … n−1, of which the first choose; asked only where there is a choice, for the positives
    /// first.
    /// </param>
    /// <returns>Indices of boxes, [P] and [N], int64, each ascending; the caller owns both.</returns>
    public static (Tensor Positives, Tensor Negatives) Of(
        Tensor assigned, int most, double share, Func<long, Tensor> shuffle) => Scoped.Run(() =>
    {
        var positives = Choose(assigned.ge(0), (int)(most * share), shuffle);
        return (positives, Choose(assigned.eq(-1), most - positives.shape[0], shuffle));
    });

    private static Tensor Choose(Tensor wanted, long most, Func<long, Tensor> shuffle)
    {
        var all = wanted.nonzero().squeeze(1);
        return all.shape[0] <= most
            ? all
            : all.index_select(0, shuffle(all.shape[0]).narrow(0, 0, most).to(all.device)).sort().Values;
    }
}
