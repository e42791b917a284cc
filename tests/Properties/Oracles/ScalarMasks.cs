namespace StableDino.Properties.Oracles;

/// <summary>Mask losses and sampling point by point, in scalar doubles, from the papers.</summary>
internal static class ScalarMasks
{
    public static double CrossEntropy(double[] logits, double[] target) =>
        logits.Zip(target, (x, t) => Softplus(x) - t * x).Average();

    public static double Dice(double[] logits, double[] target)
    {
        var p = logits.Select(x => 1 / (1 + Math.Exp(-x))).ToArray();
        return 1 - (2 * p.Zip(target, (a, b) => a * b).Sum() + 1) / (p.Sum() + target.Sum() + 1);
    }

    /// <summary>
    /// Point by point: the smaller of both over the larger of both; a target is 1 from a half on. 0 where nothing is.
    /// </summary>
    public static double Iou(double[] logits, double[] target)
    {
        var (smaller, larger) = (0.0, 0.0);
        for (var i = 0; i < logits.Length; i++)
        {
            var (p, t) = (1 / (1 + Math.Exp(-logits[i])), target[i] >= 0.5 ? 1.0 : 0.0);
            (smaller, larger) = (smaller + Math.Min(p, t), larger + Math.Max(p, t));
        }

        return smaller / Math.Max(larger, 1e-6);
    }

    /// <summary>Bilinear between the centres of the four pixels around; pixels outside the map are 0.</summary>
    public static double Sample(double[] map, int height, int width, double x, double y)
    {
        var (column, row) = (x * width - 0.5, y * height - 0.5);
        var (left, top) = ((int)Math.Floor(column), (int)Math.Floor(row));
        double At(int i, int j) => i < 0 || j < 0 || i >= height || j >= width ? 0 : map[i * width + j];
        double Between(double a, double b, double share) => a + (b - a) * share;
        return Between(
            Between(At(top, left), At(top, left + 1), column - left),
            Between(At(top + 1, left), At(top + 1, left + 1), column - left), row - top);
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
