using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>Polygons as masks, pixel for pixel as COCO's own toolbox draws them.</summary>
/// <remarks>
/// The outline is walked on a grid five times finer than the pixels; where it passes the middle of a pixel column, the row is
/// noted, and the sorted notes are where the mask switches between outside and inside. Parts outside the image are cut.
/// </remarks>
public static class PolygonRaster
{
    private const double Fineness = 5;

    /// <summary>The pixels inside one polygon (even-odd rule).</summary>
    /// <param name="polygon">x0, y0, x1, y1, … in pixels, at least one vertex; closed by itself; an odd last number is ignored.</param>
    /// <param name="height">Rows of the mask.</param>
    /// <param name="width">Columns of the mask.</param>
    public static Segmentation.RunLengths Fill(ReadOnlySpan<double> polygon, int height, int width)
    {
        var switches = new List<long>();
        var vertices = polygon.Length / 2;
        (int U, int V)? previous = null;
        for (var i = 0; i < vertices; i++)
        {
            var next = (i + 1) % vertices;
            var (start, end) = (Fine(polygon[2 * i], polygon[2 * i + 1]), Fine(polygon[2 * next], polygon[2 * next + 1]));
            foreach (var point in Edge(start, end))
            {
                if (previous is { } last && last.U != point.U && Crossing(last, point, height, width) is { } position) switches.Add(position);
                previous = point;
            }
        }
        switches.Add((long)height * width);
        switches.Sort();
        return new(height, width, Runs(switches));
    }

    /// <summary>The box as a filled polygon.</summary>
    /// <param name="x">Left edge, pixels.</param>
    /// <param name="y">Top edge, pixels.</param>
    /// <param name="boxWidth">Width of the box.</param>
    /// <param name="boxHeight">Height of the box.</param>
    /// <param name="height">Rows of the mask.</param>
    /// <param name="width">Columns of the mask.</param>
    public static Segmentation.RunLengths FillBox(double x, double y, double boxWidth, double boxHeight, int height, int width)
    {
        var (right, bottom) = (x + boxWidth, y + boxHeight);
        return Fill([x, y, x, bottom, right, bottom, right, y], height, width);
    }

    private static (int X, int Y) Fine(double x, double y) => ((int)(Fineness * x + 0.5), (int)(Fineness * y + 0.5));

    /// <summary>One point a step along the longer axis, in the polygon's direction, both ends included.</summary>
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
            yield return alongX ? (low.X + t, (int)(low.Y + slope * t + 0.5)) : ((int)(low.X + slope * t + 0.5), low.Y + t);
        }
    }

    /// <summary>Where, column by column, the outline passes the middle of a pixel column between two points; none outside the image.</summary>
    private static long? Crossing((int U, int V) from, (int U, int V) to, int height, int width)
    {
        var column = ((to.U < from.U ? to.U : to.U - 1) + 0.5) / Fineness - 0.5;
        if (Math.Floor(column) != column || column < 0 || column > width - 1) return null;
        var row = (Math.Min(from.V, to.V) + 0.5) / Fineness - 0.5;
        return (long)column * height + (long)Math.Ceiling(Math.Clamp(row, 0, height));
    }

    /// <summary>Differences of the sorted switches; two switches at one place cancel.</summary>
    private static ImmutableArray<uint> Runs(List<long> switches)
    {
        var runs = ImmutableArray.CreateBuilder<uint>(switches.Count);
        long before = 0;
        var join = false;
        foreach (var position in switches)
        {
            var length = (uint)(position - before);
            before = position;
            if (join) (runs[^1], join) = (runs[^1] + length, false);
            else if (length == 0 && runs.Count > 0) join = true;
            else runs.Add(length);
        }
        return runs.ToImmutable();
    }
}
