using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Evaluation;

namespace StableDino.Properties.Evaluation;

/// <summary>
/// The synthetic workload of the recorded speed anchor: 100 detections an image, 80 categories, any number of images.
/// </summary>
public static class SpeedScenes
{
    public static (CocoAnnotations Target, ImmutableArray<Detection> Detections) Make(int images)
    {
        var (targets, detections) =
            (ImmutableArray.CreateBuilder<CocoAnnotation>(), ImmutableArray.CreateBuilder<Detection>(images * 100));
        for (var i = 0; i < images; i++)
        {
            var (b, first) = (4096UL * (ulong)i, targets.Count);
            var n = 1 + (int)Math.Floor(U(b) * 14);
            for (var j = 0; j < n; j++) targets.Add(Target(targets.Count + 1, i + 1, b + 16 + 8UL * (ulong)j));
            for (var d = 0; d < 100; d++) detections.Add(Found(i + 1, b + 256 + 16UL * (ulong)d, first, n, targets));
        }
        return (new(
            [.. Enumerable.Range(1, images).Select(id => new CocoImage(id, $"{id}.jpg", 640, 480))],
            [.. Enumerable.Range(1, 80).Select(id => new CocoCategory(id, $"class_{id}"))], targets.DrainToImmutable()),
            detections.DrainToImmutable());
    }

    private static CocoAnnotation Target(long id, long image, ulong o)
    {
        var u = U(o + 1);
        var s = 8 + 300 * (u * u * u);
        var (w, h) = (Q(s * (0.5 + U(o + 2))), Q(s));
        var (x, y) = (Q(U(o + 3) * (640 - w)), Q(U(o + 4) * (480 - h)));
        return new(id, image, (long)Math.Floor(U(o) * 80) + 1, x, y, w, h, w * h, U(o + 5) < 0.01, default);
    }

    private static Detection Found(
        long image, ulong o, int first, int n, ImmutableArray<CocoAnnotation>.Builder targets)
    {
        var g = targets[first + (int)Math.Floor(U(o + 1) * n)];
        if (U(o) < 0.4)
        {
            var a = 0.4 * U(o + 2);
            return new(
                image, g.CategoryId, Q(g.X + g.Width * a * (U(o + 3) - 0.5)), Q(g.Y + g.Height * a * (U(o + 4) - 0.5)),
                Q(g.Width * (1 + a * (U(o + 5) - 0.5))), Q(g.Height * (1 + a * (U(o + 6) - 0.5))),
                Thousandths(0.2 + 0.8 * (U(o + 7) * (1 - a))));
        }
        var u = U(o + 8);
        var z = 8 + 300 * (u * u * u);
        var (w, h) = (Q(z * (0.5 + U(o + 9))), Q(z));
        var (x, y) = (Q(U(o + 10) * (640 - w)), Q(U(o + 11) * (480 - h)));
        return new(image, U(o + 13) < 0.5 ? g.CategoryId : (long)Math.Floor(U(o + 14) * 80) + 1, x, y, w, h,
            Thousandths(0.7 * U(o + 12)));
    }

    private static double Q(double v) => Math.Floor(v * 64) / 64;

    private static double Thousandths(double score) => Math.Floor(score * 1000) / 1000;

    private static double U(ulong k)
    {
        unchecked
        {
            var z = 20240601UL + (k + 1) * 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
