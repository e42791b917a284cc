using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>Detections by outcome, and the truths that nothing explains.</summary>
/// <param name="Outcomes">Number of detections of each outcome, indexed by <see cref="DetectionOutcome"/>.</param>
/// <param name="Missed">Truths that no correct detection found and no classification or localisation error lies on.</param>
/// <param name="Truths">Truths, crowds left out.</param>
/// <param name="PerDetection">The outcome of every detection, in the given order; those below the score or of unknown images are absent (null).</param>
public sealed record ErrorBreakdown(
    ImmutableArray<int> Outcomes, int Missed, int Truths, ImmutableArray<DetectionOutcome?> PerDetection)
{
    /// <summary>Detections of an outcome.</summary>
    public int this[DetectionOutcome outcome] => Outcomes[(int)outcome];

    /// <summary>Sorts detections by what they are.</summary>
    /// <param name="truth">What there was.</param>
    /// <param name="detections">What was found; boxes are compared.</param>
    /// <param name="lowestScore">Detections below are left out: AP hardly feels them, and they would drown the rest.</param>
    /// <param name="enough">IoU from which a box is right.</param>
    /// <param name="some">IoU from which a box is about a truth at all.</param>
    public static ErrorBreakdown Of(
        CocoAnnotations truth, IReadOnlyList<Detection> detections, double lowestScore = 0.3, double enough = 0.5, double some = 0.1)
    {
        var truths = truth.Annotations.GroupBy(static t => t.ImageId).ToDictionary(static image => image.Key, static image => image.ToArray());
        var images = truth.Images.Select(static image => image.Id).ToHashSet();
        var outcomes = new DetectionOutcome?[detections.Count];
        var missed = 0;
        foreach (var image in images)
        {
            var here = truths.GetValueOrDefault(image, []);
            missed += here.Count(static t => !t.IsCrowd);
        }
        foreach (var image in Enumerable.Range(0, detections.Count).Where(i => detections[i].Score >= lowestScore && images.Contains(detections[i].ImageId)).GroupBy(i => detections[i].ImageId))
        {
            var here = truths.GetValueOrDefault(image.Key, []);
            var (taken, explained) = (new bool[here.Length], new bool[here.Length]);
            foreach (var i in image.OrderByDescending(i => detections[i].Score))
            {
                (outcomes[i], var about) = Outcome(detections[i], here, taken, enough, some);
                if (about < 0) continue;
                if (outcomes[i] is DetectionOutcome.Correct) taken[about] = true;
                explained[about] |= outcomes[i] is DetectionOutcome.Correct or DetectionOutcome.Classification or DetectionOutcome.Localisation;
            }
            missed -= Enumerable.Range(0, here.Length).Count(g => explained[g] && !here[g].IsCrowd);
        }
        var counts = new int[Enum.GetValues<DetectionOutcome>().Length];
        foreach (var outcome in outcomes) if (outcome is { } known) counts[(int)known]++;
        return new([.. counts], missed, truth.Annotations.Count(t => !t.IsCrowd && images.Contains(t.ImageId)), [.. outcomes]);
    }

    /// <summary>The outcome, and the truth it is about (−1 for none).</summary>
    private static (DetectionOutcome, int) Outcome(Detection detection, CocoAnnotation[] truths, bool[] taken, double enough, double some)
    {
        var free = Nearest(detection, truths, g => truths[g].CategoryId == detection.CategoryId && !truths[g].IsCrowd && !taken[g]);
        if (free.Overlap >= enough) return (DetectionOutcome.Correct, free.Truth);
        if (Nearest(detection, truths, g => truths[g].CategoryId == detection.CategoryId && truths[g].IsCrowd).Overlap >= enough) return (DetectionOutcome.Ignored, -1);
        var own = Nearest(detection, truths, g => truths[g].CategoryId == detection.CategoryId && !truths[g].IsCrowd);
        if (own.Overlap >= enough) return (DetectionOutcome.Duplicate, own.Truth);
        var other = Nearest(detection, truths, g => truths[g].CategoryId != detection.CategoryId && !truths[g].IsCrowd);
        if (other.Overlap >= enough) return (DetectionOutcome.Classification, other.Truth);
        if (own.Overlap >= some) return (DetectionOutcome.Localisation, own.Truth);
        return other.Overlap >= some ? (DetectionOutcome.Both, other.Truth) : (DetectionOutcome.Background, -1);
    }

    private static (double Overlap, int Truth) Nearest(Detection d, CocoAnnotation[] truths, Func<int, bool> eligible)
    {
        var (best, truth) = (0.0, -1);
        for (var g = 0; g < truths.Length; g++)
        {
            if (!eligible(g)) continue;
            var overlap = CocoOverlap.OfBoxes((d.X, d.Y, d.Width, d.Height), (truths[g].X, truths[g].Y, truths[g].Width, truths[g].Height), truths[g].IsCrowd);
            if (overlap > 0 && overlap >= best) (best, truth) = (overlap, g);      // of equals the last, as in the evaluation
        }
        return (best, truth);
    }
}
