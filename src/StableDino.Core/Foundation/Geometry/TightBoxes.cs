using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>
/// The boxes that masks fill: MaskDINO's decoder starts from them, and where none are predicted they are the boxes.
/// </summary>
public static class TightBoxes
{
    /// <summary>
    /// From the first to the last column and row with a cell inside, over the map's size; no gradient passes.
    /// </summary>
    /// <remarks>
    /// As MaskDINO's official code has it, the far edges are those cells' numbers, one less than where the cells end. A
    /// mask with nothing
    /// inside has the box of size 0 in the far corner.
    /// </remarks>
    /// <param name="inside">[…, h, w], bool.</param>
    /// <param name="whole">Whether the far edges are where the cells end, as detectron2 reads boxes off masks.</param>
    /// <returns>[…, 4], centre-x, centre-y, width, height, in [0, 1]; the caller owns it.</returns>
    public static CxcywhBoxes Of(Tensor inside, bool whole = false)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (left, right) = Ends(inside.any(-2), whole);
        var (top, bottom) = Ends(inside.any(-1), whole);
        var empty = inside.flatten(-2).any(-1).logical_not().unsqueeze(-1);
        var boxes = stack([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top], -1);
        var corner = tensor(new[] { 1f, 1f, 0f, 0f }, device: inside.device);
        return new(where(empty, corner, boxes).MoveToOuterDisposeScope());
    }

    // The first and the last place that is true, or where that ends, over the number of places.
    private static (Tensor First, Tensor Last) Ends(Tensor places, bool whole)
    {
        var count = places.shape[^1];
        var number = arange(count, ScalarType.Float32, places.device);
        return (where(places, number, full_like(number, count)).amin([-1]) / count,
            where(places, number, zeros_like(number)).amax([-1]).add(whole ? 1 : 0) / count);
    }
}
