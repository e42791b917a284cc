using System.Collections.Immutable;

namespace StableDino.Reporting;

/// <summary>One line of a <see cref="CurvePlot"/>.</summary>
/// <param name="Name">In the legend; empty to stay out of it.</param>
/// <param name="Points">By rising x; a y that is not finite leaves a gap.</param>
/// <param name="Color">Number of its colour in the <see cref="Palette"/>.</param>
/// <param name="Dashed">Drawn in dashes.</param>
/// <param name="Faint">Drawn pale, behind the others.</param>
/// <param name="Dots">Each point marked: for few points.</param>
public sealed record Curve(
    string Name, ImmutableArray<(double X, double Y)> Points, int Color, bool Dashed = false, bool Faint = false,
    bool Dots = false)
{
    /// <summary>
    /// The curve with each y replaced by a running mean that forgets old values at a rate of
    /// 1/<paramref name="memory"/>.
    /// </summary>
    /// <remarks>
    /// The first values are weighted as a mean of what there is, so that the start is not pulled to 0.
    /// </remarks>
    /// <param name="memory">Points remembered, at least 1.</param>
    public Curve Smoothed(double memory)
    {
        var keep = 1 - 1 / Math.Max(1, memory);
        var (sum, weight) = (0.0, 0.0);
        return this with
        {
            Points = [.. Points.Where(static p => double.IsFinite(p.Y)).Select(p =>
            {
                (sum, weight) = (sum * keep + p.Y, weight * keep + 1);
                return (p.X, sum / weight);
            })],
        };
    }

    /// <summary>At most <paramref name="limit"/> points: means of equal stretches.</summary>
    public Curve Thinned(int limit)
    {
        if (Points.Length <= limit) return this;
        var points = Points;
        return this with
        {
            Points = [.. Enumerable.Range(0, limit).Select(i =>
            {
                var part =
                    points.AsSpan()[(int)((long)i * points.Length / limit)..(int)((i + 1L) * points.Length / limit)];
                var (x, y, count) = (0.0, 0.0, 0);
                foreach (var p in part) if (double.IsFinite(p.Y)) (x, y, count) = (x + p.X, y + p.Y, count + 1);
                return count == 0 ? (part[0].X, double.NaN) : (x / count, y / count);
            })],
        };
    }
}
