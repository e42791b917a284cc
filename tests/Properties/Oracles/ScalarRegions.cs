namespace StableDino.Properties.Oracles;

/// <summary>RoIAlign of one box on one channel from its definition, in scalar doubles.</summary>
internal static class ScalarRegions
{
    /// <summary>The bins, row-major.</summary>
    /// <param name="map">One channel.</param>
    /// <param name="box">Left, top, right, bottom in pixels.</param>
    /// <param name="stride">Pixels of a cell's side.</param>
    /// <param name="side">Bins along each axis.</param>
    public static IEnumerable<double> Align(double[,] map, double[] box, double stride, int side)
    {
        // In the official code's order of operations: a sample a cell beyond the border counts or not by its last bit.
        var (left, top) = (box[0] / stride - 0.5, box[1] / stride - 0.5);
        var (width, height) = ((box[2] - box[0]) / stride / side, (box[3] - box[1]) / stride / side);
        var (across, down) = ((int)Math.Ceiling(width), (int)Math.Ceiling(height));
        for (var i = 0; i < side; i++)
        for (var j = 0; j < side; j++)
        {
            var sum = 0.0;
            for (var a = 0; a < down; a++)
            for (var b = 0; b < across; b++)
                sum += Bilinear(
                    map, top + i * height + (a + 0.5) * height / down, left + j * width + (b + 0.5) * width / across);
            yield return sum / Math.Max(1, across * down);
        }
    }

    // Cell centres lie on whole numbers. Up to one cell outside the nearest point of the map counts, and beyond
    // nothing.
    private static double Bilinear(double[,] map, double y, double x)
    {
        var (height, width) = (map.GetLength(0), map.GetLength(1));
        if (y < -1 || y > height || x < -1 || x > width) return 0;

        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        var (row, column) = ((int)y, (int)x);
        var (down, right) = (Math.Min(row + 1, height - 1), Math.Min(column + 1, width - 1));
        var (v, u) = (y - row, x - column);
        return (1 - v) * ((1 - u) * map[row, column] + u * map[row, right])
            + v * ((1 - u) * map[down, column] + u * map[down, right]);
    }
}
