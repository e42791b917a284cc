using System.Collections.Immutable;
using StableDino.Network;

namespace StableDino.Cli.Exporting;

/// <summary>How two lists of detections of one image agree.</summary>
/// <param name="Expected">Detections of the library.</param>
/// <param name="Matched">Those of them that the file has too, within the bounds.</param>
/// <param name="Score">Largest difference of the scores of matched ones.</param>
/// <param name="Pixels">Largest difference of the edges of matched ones, pixels.</param>
internal readonly record struct ExportAgreement(int Expected, int Matched, double Score, double Pixels)
{
    // Near scores change places at the end of the list, on any other processor too.
    private const double LeastShare = 0.98;

    /// <summary>Differences within which two detections are one: those of rounding, or of 16-bit weights.</summary>
    public static (double Score, double Pixels) Bounds(bool halfWeights) => halfWeights ? (2e-2, 4) : (1e-3, 0.1);

    /// <summary>Whether the file has as good as all detections of the library.</summary>
    public bool Holds => Matched >= Math.Floor(Expected * LeastShare);

    /// <summary>Pairs each detection of the library with the nearest of the file.</summary>
    /// <param name="expected">The library's.</param>
    /// <param name="actual">The file's.</param>
    /// <param name="bounds">Differences within which two are one.</param>
    public static ExportAgreement Of(
        ImmutableArray<DetectedBox> expected, ImmutableArray<DetectedBox> actual, (double Score, double Pixels) bounds)
    {
        var left = actual.ToList();
        var all = new ExportAgreement(expected.Length, 0, 0, 0);
        foreach (var box in expected)
        {
            var near =
                left.Where(other => other.Class == box.Class && Math.Abs(other.Score - box.Score) <= bounds.Score)
                    .Select(other => (Box: other, Pixels: Distance(box, other)))
                    .Where(other => other.Pixels <= bounds.Pixels).OrderBy(other => other.Pixels).Take(1).ToArray();
            if (near is not [var match]) continue;
            left.Remove(match.Box);
            all = all with
            {
                Matched = all.Matched + 1, Score = Math.Max(all.Score, Math.Abs(match.Box.Score - box.Score)),
                Pixels = Math.Max(all.Pixels, match.Pixels),
            };
        }

        return all;
    }

    private static double Distance(DetectedBox a, DetectedBox b) => Math.Max(
        Math.Max(Math.Abs(a.X0 - b.X0), Math.Abs(a.Y0 - b.Y0)), Math.Max(Math.Abs(a.X1 - b.X1), Math.Abs(a.Y1 - b.Y1)));
}
