using StableDino.Configuration;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// GIoU loss of matched boxes (Rezatofighi et al., CVPR 2019), summed, not yet divided by the number of targets.
/// </summary>
public static class GiouLoss
{
    /// <summary>Σ over pairs of 1 − GIoU.</summary>
    /// <param name="predicted">[L, K, 4].</param>
    /// <param name="target">[L, K, 4].</param>
    /// <param name="arithmetic">How the divisions are kept finite.</param>
    /// <returns>[L], in [0, 2K]; the caller owns it.</returns>
    public static Tensor Sum(CxcywhBoxes predicted, CxcywhBoxes target,
        OverlapArithmetic arithmetic = OverlapArithmetic.Exact) => Scoped.Run(() =>
        (1 - BoxOverlap.Giou(Corners.Of(predicted), Corners.Of(target), arithmetic)).sum([1L]));
}
