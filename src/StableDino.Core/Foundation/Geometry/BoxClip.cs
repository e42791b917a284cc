using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Boxes cut to an image.</summary>
public static class BoxClip
{
    /// <summary>
    /// The part of each box inside [0, width] × [0, height]; a box outside becomes one without area on the border.
    /// </summary>
    /// <param name="boxes">[…, 4]; any corners.</param>
    /// <param name="width">Right border, in the boxes' unit.</param>
    /// <param name="height">Lower border, in the boxes' unit.</param>
    /// <returns>[…, 4]; the caller owns it.</returns>
    public static XyxyBoxes To(XyxyBoxes boxes, double width, double height) => new(Scoped.Run(() =>
    {
        var (left, top, right, bottom) = Corners.Of(boxes);
        return stack([left.clamp(0, width), top.clamp(0, height), right.clamp(0, width), bottom.clamp(0, height)], -1);
    }));
}
