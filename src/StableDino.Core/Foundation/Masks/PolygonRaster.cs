using System.Collections.Immutable;

namespace StableDino.Foundation;

/// <summary>Polygons as masks, pixel for pixel as COCO's own toolbox draws them.</summary>
/// <remarks>
/// The toolbox walks the outline on a grid five times finer than the pixels, one step at a time along each edge's
/// longer axis; where a step passes the
/// middle of a pixel column, the row is noted, and the sorted notes are where the mask switches between outside and
/// inside. Here only those
/// steps are looked at: one for each edge and pixel column that it passes, so an edge costs no more than the mask is
/// wide, however
/// far it reaches. Parts outside the image are cut.
/// </remarks>
public static class PolygonRaster
{
    private const int Slack = 4096;
    // fine columns 5c + 2 and 5c + 3 lie on either side of the middle of column c
    private const int Fineness = 5, BeforeMiddle = 2;

    /// <summary>The pixels inside one polygon (even-odd rule).</summary>
    /// <param name="polygon">x0, y0, x1, y1, … in pixels, at least one vertex; closed by itself; an odd last number is
    /// ignored.</param>
    /// <param name="height">Rows of the mask.</param>
    /// <param name="width">Columns of the mask.</param>
    public static Segmentation.RunLengths Fill(ReadOnlySpan<double> polygon, int height, int width)
    {
        var switches = new List<long>();
        var vertices = polygon.Length / 2;
        for (var i = 0; i < vertices; i++)
        {
            var next = (i + 1) % vertices;
            AddCrossings(Fine(polygon[2 * i], polygon[2 * i + 1]), Fine(polygon[2 * next], polygon[2 * next + 1]),
                height, width, switches);
            if (switches.Count > 2L * height * width + Slack) Cancel(switches);
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
    public static Segmentation.RunLengths FillBox(
        double x, double y, double boxWidth, double boxHeight, int height, int width)
    {
        var (right, bottom) = (x + boxWidth, y + boxHeight);
        return Fill([x, y, x, bottom, right, bottom, right, y], height, width);
    }

    private static (long X, long Y) Fine(double x, double y) => ((int)(Fineness * x + 0.5), (int)(Fineness * y + 0.5));

    /// <summary>
    /// Notes, for each pixel column whose middle the edge passes, the position of the first row at or below the step
    /// that passes it.
    /// </summary>
    private static void AddCrossings(
        (long X, long Y) start, (long X, long Y) end, int height, int width, List<long> switches)
    {
        var (dx, dy) = (Math.Abs(end.X - start.X), Math.Abs(end.Y - start.Y));
        if (dx == 0) return;
        var alongX = dx >= dy;
        var (low, high) = (alongX ? start.X > end.X : start.Y > end.Y) ? (end, start) : (start, end);
        var slope = (alongX ? (double)(high.Y - low.Y) : high.X - low.X) / (alongX ? dx : dy);
        var (left, right) = (Math.Min(start.X, end.X), Math.Max(start.X, end.X));
        for (var column = Math.Max(0, (left - BeforeMiddle + Fineness - 1) / Fineness); column < width
            && Fineness * column + BeforeMiddle + 1 <= right; column++)
        {
            var before = Fineness * column + BeforeMiddle;
            var row = alongX ? RowOfFlat(low, slope, before) : RowOfSteep(low, slope, before);
            switches.Add(column * height + (long)Math.Ceiling(Math.Clamp((row + 0.5) / Fineness - 0.5, 0, height)));
        }
    }

    /// <summary>
    /// The upper of the fine rows at the two steps beside the middle, on an edge at least as wide as high.
    /// </summary>
    private static long RowOfFlat((long X, long Y) low, double slope, long before)
    {
        var step = before - low.X;
        return Math.Min((int)(low.Y + slope * step + 0.5), (int)(low.Y + slope * (step + 1) + 0.5));
    }

    /// <summary>
    /// The fine row of the last step before the middle is passed, downward, on an edge higher than wide.
    /// </summary>
    private static long RowOfSteep((long X, long Y) low, double slope, long before)
    {
        bool Passed(long step) =>
            slope > 0 ? (int)(low.X + slope * step + 0.5) > before : (int)(low.X + slope * step + 0.5) <= before;
        var first = Math.Max(1, (long)Math.Ceiling((before + 0.5 - low.X) / slope));          // about; rounding decides
        while (first > 1 && Passed(first - 1)) first--;
        while (!Passed(first)) first++;
        return low.Y + first - 1;
    }

    /// <summary>
    /// Two switches at one place undo each other: what is left is never more than the mask has pixels, however the
    /// outline winds.
    /// </summary>
    private static void Cancel(List<long> switches)
    {
        switches.Sort();
        var kept = 0;
        for (var i = 0; i < switches.Count; i++)
        {
            if (kept > 0 && switches[kept - 1] == switches[i]) kept--;
            else switches[kept++] = switches[i];
        }
        switches.RemoveRange(kept, switches.Count - kept);
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
