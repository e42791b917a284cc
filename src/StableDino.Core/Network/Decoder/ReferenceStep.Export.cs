using StableDino.Configuration;
using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

internal static partial class ReferenceStep
{
    /// <summary>As <see cref="Of"/>; without gradients both of its results are one.</summary>
    public static ReferenceValues Emit(
        BoxRefinement refinement, PredictionHeads heads, int layer, Value state, ReferenceValues reference) =>
        refinement == BoxRefinement.None
            ? reference
            : new ReferenceValues(heads.EmitBoxes(layer, state, reference), Coordinates: 4);
}
