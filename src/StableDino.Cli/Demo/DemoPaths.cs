using SkiaSharp;

namespace StableDino.Cli.Demo;

/// <summary>Outlines of the demo's shapes, in the square from −1 to 1.</summary>
internal static class DemoPaths
{
    /// <summary>A closed outline; the caller disposes of it.</summary>
    public static SKPath Of(DemoShape shape) => shape switch
    {
        DemoShape.Circle => Drawn(path => path.AddCircle(0, 0, 0.95f)),
        DemoShape.Square => Drawn(path => path.AddRoundRect(new SKRect(-0.85f, -0.85f, 0.85f, 0.85f), 0.12f, 0.12f)),
        DemoShape.Triangle => Polygon(3, 1, 1),
        DemoShape.Star => Polygon(10, 1, 0.45f),
        DemoShape.Ring => Drawn(path =>
        {
            path.FillType = SKPathFillType.EvenOdd;
            path.AddCircle(0, 0, 0.95f);
            path.AddCircle(0, 0, 0.52f);
        }),
        DemoShape.Cross =>
            Points([(-0.32f, -0.95f), (0.32f, -0.95f), (0.32f, -0.32f), (0.95f, -0.32f), (0.95f, 0.32f), (0.32f, 0.32f),
                (0.32f, 0.95f), (-0.32f, 0.95f), (-0.32f, 0.32f), (-0.95f, 0.32f), (-0.95f, -0.32f), (-0.32f, -0.32f)]),
        DemoShape.Arrow =>
            Points([(0, -1), (0.8f, -0.1f), (0.3f, -0.1f), (0.3f, 0.95f), (-0.3f, 0.95f), (-0.3f, -0.1f),
                (-0.8f, -0.1f)]),
        _ => Drawn(path =>
        {
            path.MoveTo(0, 0.95f);
            path.CubicTo(-1.5f, -0.1f, -0.75f, -1.25f, 0, -0.45f);
            path.CubicTo(0.75f, -1.25f, 1.5f, -0.1f, 0, 0.95f);
            path.Close();
        }),
    };

    /// <summary>Corners on two circles in turn, the first one on top.</summary>
    private static SKPath Polygon(int corners, float outer, float inner) => Points(
    [
        .. Enumerable.Range(0, corners).Select(i =>
        {
            var (sine, cosine) = MathF.SinCos(2 * MathF.PI * i / corners);
            var radius = i % 2 == 0 || corners < 10 ? outer : inner;
            return (radius * sine, -radius * cosine);
        }),
    ]);

    private static SKPath Points(ReadOnlySpan<(float X, float Y)> points)
    {
        var path = new SKPath();
        path.MoveTo(points[0].X, points[0].Y);
        foreach (var (x, y) in points[1..])
            path.LineTo(x, y);
        path.Close();
        return path;
    }

    private static SKPath Drawn(Action<SKPath> draw)
    {
        var path = new SKPath();
        draw(path);
        return path;
    }
}
