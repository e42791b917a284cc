using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Properties.Evaluation;

namespace StableDino.Benchmarks;

/// <summary>
/// The speed scenes with a mask for every box: targets as polygons of 24 corners, detections as run lengths, all of
/// them ellipses with a wavy edge.
/// </summary>
internal static class MaskScenes
{
    private const int Height = 480, Width = 640, Corners = 24;

    public static (CocoAnnotations Target, ImmutableArray<Detection> Detections) Make(int images)
    {
        var (target, detections) = SpeedScenes.Make(images);
        var masked = new Detection[detections.Length];
        Parallel.For(0, masked.Length, i => masked[i] = detections[i] with
        {
            Mask = PolygonRaster.Fill(
                Outline(detections[i].X, detections[i].Y, detections[i].Width, detections[i].Height, i).AsSpan(),
                Height, Width),
        });
        return (target with
        {
            Annotations =
                [.. target.Annotations.Select(one =>
                    one with { Segmentation =
                        new Segmentation.Polygons([Outline(one.X, one.Y, one.Width, one.Height, (int)one.Id)]) })],
        }, ImmutableArray.Create(masked));
    }

    private static ImmutableArray<double> Outline(double x, double y, double width, double height, int phase) =>
    [
        .. Enumerable.Range(0, Corners).SelectMany(corner =>
        {
            var (angle, reach) = (2 * Math.PI * corner / Corners, 0.42 + 0.08 * Math.Cos(5 * corner + phase));
            return new[] { Math.Round(x + width * (0.5 + reach * Math.Cos(angle)), 2),
                Math.Round(y + height * (0.5 + reach * Math.Sin(angle)), 2) };
        }),
    ];
}
