namespace StableDino.Properties.Oracles;

/// <summary>
/// A polygon drawn as COCO's toolbox does it, one fine step at a time: where the switches between outside and inside
/// lie.
/// </summary>
internal static class PlainPolygon
{
    public static byte[] Fill(double[] polygon, int height, int width)
    {
        var vertices = Enumerable.Range(0, polygon.Length / 2)
            .Select(i => ((int)(5 * polygon[2 * i] + 0.5), (int)(5 * polygon[2 * i + 1] + 0.5))).ToArray();
        var outline = vertices.SelectMany((start, i) => Edge(start, vertices[(i + 1) % vertices.Length])).ToArray();
        var switches = new int[height * width + 1];
        foreach (var (from, to) in outline.Zip(outline.Skip(1)))
        {
            if (from.U == to.U) continue;
            var column = ((to.U < from.U ? to.U : to.U - 1) + 0.5) / 5 - 0.5;
            if (Math.Floor(column) != column || column < 0 || column > width - 1) continue;
            switches[(int)column * height
                + (int)Math.Ceiling(Math.Clamp((Math.Min(from.V, to.V) + 0.5) / 5 - 0.5, 0, height))]++;
        }
        var (pixels, inside) = (new byte[height * width], 0);
        for (var at = 0; at < pixels.Length; at++) pixels[at] = (byte)((inside += switches[at]) % 2);
        return pixels;
    }

    private static IEnumerable<(int U, int V)> Edge((int X, int Y) start, (int X, int Y) end)
    {
        var (dx, dy) = (Math.Abs(end.X - start.X), Math.Abs(end.Y - start.Y));
        var alongX = dx >= dy;
        var length = alongX ? dx : dy;
        var reverse = alongX ? start.X > end.X : start.Y > end.Y;
        var (low, high) = reverse ? (end, start) : (start, end);
        var slope = length == 0 ? 0.0 : (alongX ? (double)(high.Y - low.Y) : high.X - low.X) / length;
        for (var step = 0; step <= length; step++)
        {
            var t = reverse ? length - step : step;
            yield return alongX
                ? (low.X + t, (int)(low.Y + slope * t + 0.5))
                : ((int)(low.X + slope * t + 0.5), low.Y + t);
        }
    }
}
