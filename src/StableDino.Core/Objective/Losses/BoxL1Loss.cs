using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>L1 distance of matched boxes, summed, not yet divided by the number of targets.</summary>
public static class BoxL1Loss
{
    /// <summary>Σ over pairs of ‖b − b̂‖₁ on centre-size boxes.</summary>
    /// <param name="predicted">[L, K, 4], normalised.</param>
    /// <param name="target">[L, K, 4], normalised.</param>
    /// <returns>[L], at least 0; the caller owns it.</returns>
    public static Tensor Sum(CxcywhBoxes predicted, CxcywhBoxes target) => Scoped.Run(() =>
        maximum(predicted.Values - target.Values, target.Values - predicted.Values).sum([1L, 2L]));
}
