using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Network;

internal static partial class LevelPadding
{
    /// <summary>
    /// As <see cref="Of"/>, for each of the maps; nothing where there is no padding. Cell i takes pixel ⌊i · (H / h)⌋
    /// in float32, as
    /// torch does: <c>Resize</c> rounds otherwise at some sizes.
    /// </summary>
    /// <param name="padding">bool [B, H, W].</param>
    /// <param name="maps">Each [B, C, h, w].</param>
    public static ImmutableArray<Value> Emit(Value? padding, IReadOnlyList<Value> maps) => padding is not { } pixels
        ? []
        : [.. maps.Select(map => Nearest(Nearest(pixels, 1, map.Size(2)), 2, map.Size(3)))];

    private static Value Nearest(Value pixels, long axis, Value size)
    {
        var step = pixels.Size(axis).To(ElementType.Single) / size.To(ElementType.Single);
        var cells = pixels.Graph.Range(size).To(ElementType.Single) * step;
        return pixels.Gather(axis, cells.Floor().To(ElementType.Int64));
    }
}
