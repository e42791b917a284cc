using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Boxes as four separate planes of one shape: what overlap is computed on, without strided reads.</summary>
internal readonly record struct Corners(Tensor Left, Tensor Top, Tensor Right, Tensor Bottom)
{
    /// <summary>The planes of boxes that lie last-dimension-first in memory.</summary>
    public static Corners Of(XyxyBoxes boxes)
    {
        var planes = boxes.Values.unbind(-1);
        return new(planes[0], planes[1], planes[2], planes[3]);
    }

    /// <summary>The planes of centre-size boxes.</summary>
    public static Corners Of(CxcywhBoxes boxes) => Of(boxes.Values.unbind(-1));

    /// <summary>Corner planes from the four centre-size planes.</summary>
    public static Corners Of(Tensor[] centreSize)
    {
        var (halfWidth, halfHeight) = (centreSize[2] * 0.5, centreSize[3] * 0.5);
        return new(centreSize[0] - halfWidth, centreSize[1] - halfHeight, centreSize[0] + halfWidth,
            centreSize[1] + halfHeight);
    }

    /// <summary>Width × height; sides that would be negative count as 0.</summary>
    public Tensor Area => (Right - Left).clamp_min(0) * (Bottom - Top).clamp_min(0);
}
