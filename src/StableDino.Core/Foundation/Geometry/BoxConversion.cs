using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Between box formats. Linear, so total on every input; gradients pass.</summary>
public static class BoxConversion
{
    /// <summary>Corners of centre-size boxes: x0 = cx − w/2, x1 = cx + w/2.</summary>
    /// <param name="boxes">[…, 4].</param>
    /// <returns>[…, 4]; the caller owns it.</returns>
    public static XyxyBoxes ToXyxy(CxcywhBoxes boxes) => new(Scoped.Run(() =>
    {
        var corners = Corners.Of(boxes);
        return stack([corners.Left, corners.Top, corners.Right, corners.Bottom], -1);
    }));

    /// <summary>Centre and size of corner boxes: cx = (x0 + x1)/2, w = x1 − x0.</summary>
    /// <param name="boxes">[…, 4].</param>
    /// <returns>[…, 4]; the caller owns it.</returns>
    public static CxcywhBoxes ToCxcywh(XyxyBoxes boxes) => new(Scoped.Run(() =>
    {
        var (left, top, right, bottom) = Corners.Of(boxes);
        return stack([(left + right) * 0.5, (top + bottom) * 0.5, right - left, bottom - top], -1);
    }));
}
