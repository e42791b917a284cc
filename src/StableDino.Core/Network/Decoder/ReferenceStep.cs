using StableDino.Configuration;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>How references move from one decoder layer to the next.</summary>
internal static partial class ReferenceStep
{
    /// <summary>
    /// What the next layer's prediction is relative to, and what the next layer looks around: without the graph, but
    /// for no refinement.
    /// </summary>
    /// <param name="refinement">How they move.</param>
    /// <param name="heads">What moves them.</param>
    /// <param name="layer">The layer just done, from 0.</param>
    /// <param name="state">Its queries, [B, Q, width].</param>
    /// <param name="reference">What it looked around.</param>
    public static (Tensor Handed, Tensor Next) Of(
        BoxRefinement refinement, PredictionHeads heads, int layer, Tensor state, Tensor reference)
    {
        if (refinement == BoxRefinement.None) return (reference, reference);
        if (refinement == BoxRefinement.LookForwardTwice)
        {
            var handed = heads.Refine(layer, state, reference);
            return (handed, handed.detach());
        }

        using var silent = no_grad();
        var moved = heads.Refine(layer, state, reference);
        return (moved, moved);
    }
}
