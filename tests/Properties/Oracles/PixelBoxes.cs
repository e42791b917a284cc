namespace StableDino.Properties.Oracles;

/// <summary>
/// Overlap of corner boxes as single precision has it, where every sum and product on the way is exact: sides of
/// eighths of a pixel.
/// </summary>
internal static class PixelBoxes
{
    public static float Iou(double[] a, double[] b)
    {
        double Side(int axis) => Math.Max(0, Math.Min(a[axis + 2], b[axis + 2]) - Math.Max(a[axis], b[axis]));
        var intersection = Side(0) * Side(1);
        return (float)(intersection / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - intersection));
    }
}
