using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>Detections by outcome, and the truths that nothing explains.</summary>
/// <param name="PerClass">Every class, by ascending category id.</param>
/// <param name="PerDetection">The outcome of every detection, in the given order; those below the score, and of unknown images or categories,
/// have none (null).</param>
/// <param name="About">The truth that each detection is about: a place among the truth's annotations, −1 for none.</param>
/// <param name="MissedTruths">Places of the truths that no correct detection found and no classification or localisation error lies on.</param>
public sealed record ErrorBreakdown(
    ImmutableArray<ClassErrors> PerClass, ImmutableArray<DetectionOutcome?> PerDetection, ImmutableArray<int> About, ImmutableArray<int> MissedTruths)
{
    /// <summary>Detections of an outcome.</summary>
    public int this[DetectionOutcome outcome] => PerClass.Sum(one => one[outcome]);

    /// <summary>Detections that have an outcome.</summary>
    public int Detections => PerClass.Sum(static one => one.Outcomes.Sum());

    /// <summary>Truths that nothing explains.</summary>
    public int Missed => MissedTruths.Length;

    /// <summary>Truths, crowds left out.</summary>
    public int Truths => PerClass.Sum(static one => one.Truths);

    /// <summary>Sorts detections by what they are, the surest first.</summary>
    /// <param name="truth">What there was.</param>
    /// <param name="detections">What was found.</param>
    /// <param name="lowestScore">Detections below are left out: AP hardly feels them, and they would drown the rest.</param>
    /// <param name="enough">IoU from which a detection is right.</param>
    /// <param name="some">IoU from which it is about a truth at all.</param>
    /// <param name="overlap">Boxes or masks.</param>
    public static ErrorBreakdown Of(
        CocoAnnotations truth, IReadOnlyList<Detection> detections, double lowestScore = 0.3, double enough = 0.5, double some = 0.1,
        OverlapKind overlap = OverlapKind.Box)
    {
        var judge = new Judge(truth, detections, enough, some);
        var missed = ImagePairs.Of(truth, detections, overlap, lowestScore).SelectMany(judge.Image).ToImmutableArray();
        return judge.Breakdown(missed);
    }

    /// <summary>Collects the outcomes of images judged in any order, from any thread.</summary>
    internal sealed class Judge(CocoAnnotations truth, IReadOnlyList<Detection> detections, double enough, double some)
    {
        private readonly DetectionOutcome?[] _outcomes = new DetectionOutcome?[detections.Count];
        private readonly int[] _about = [.. Enumerable.Repeat(-1, detections.Count)];

        /// <summary>Judges one image's detections; returns the truths that were missed.</summary>
        public int[] Image(ImagePairs pairs) => ErrorBreakdown.Image(pairs, truth, detections, (enough, some), _outcomes, _about);

        /// <summary>What all images came to.</summary>
        /// <param name="missed">What <see cref="Image"/> returned, in the images' order.</param>
        public ErrorBreakdown Breakdown(ImmutableArray<int> missed) => new(ByClass(truth, detections, _outcomes, missed), [.. _outcomes], [.. _about], missed);
    }

    /// <summary>Fills the places of one image's detections; returns the truths that were missed.</summary>
    private static int[] Image(
        ImagePairs pairs, CocoAnnotations truth, IReadOnlyList<Detection> detections, (double Enough, double Some) limits,
        DetectionOutcome?[] outcomes, int[] about)
    {
        var truths = Array.ConvertAll(pairs.Truths, g => truth.Annotations[g]);
        var (taken, explained) = (new bool[truths.Length], new bool[truths.Length]);
        for (var d = 0; d < pairs.Detections.Length; d++)
        {
            var i = pairs.Detections[d];
            var (outcome, g) = Outcome(pairs, d, detections[i].CategoryId, truths, taken, limits);
            outcomes[i] = outcome;
            if (g < 0) continue;
            about[i] = pairs.Truths[g];
            taken[g] |= outcome == DetectionOutcome.Correct;
            explained[g] |= outcome is DetectionOutcome.Correct or DetectionOutcome.Classification or DetectionOutcome.Localisation;
        }
        return [.. Enumerable.Range(0, truths.Length).Where(g => !explained[g] && !truths[g].IsCrowd).Select(g => pairs.Truths[g])];
    }

    /// <summary>The outcome, and the truth it is about (−1 for none).</summary>
    private static (DetectionOutcome, int) Outcome(
        ImagePairs pairs, int d, long category, CocoAnnotation[] truths, bool[] taken, (double Enough, double Some) limits)
    {
        var free = Nearest(g => truths[g].CategoryId == category && !truths[g].IsCrowd && !taken[g]);
        if (free.Overlap >= limits.Enough) return (DetectionOutcome.Correct, free.Truth);
        if (Nearest(g => truths[g].CategoryId == category && truths[g].IsCrowd).Overlap >= limits.Enough) return (DetectionOutcome.Ignored, -1);
        var own = Nearest(g => truths[g].CategoryId == category && !truths[g].IsCrowd);
        if (own.Overlap >= limits.Enough) return (DetectionOutcome.Duplicate, own.Truth);
        var other = Nearest(g => truths[g].CategoryId != category && !truths[g].IsCrowd);
        if (other.Overlap >= limits.Enough) return (DetectionOutcome.Classification, other.Truth);
        if (own.Overlap >= limits.Some) return (DetectionOutcome.Localisation, own.Truth);
        return other.Overlap >= limits.Some ? (DetectionOutcome.Both, other.Truth) : (DetectionOutcome.Background, -1);

        (double Overlap, int Truth) Nearest(Func<int, bool> eligible)
        {
            var (best, truth) = (0.0, -1);
            for (var g = 0; g < truths.Length; g++)
            {
                var overlap = pairs[d, g];
                if (overlap > 0 && overlap >= best && eligible(g)) (best, truth) = (overlap, g);      // of equals the last, as in the evaluation
            }
            return (best, truth);
        }
    }

    private static ImmutableArray<ClassErrors> ByClass(
        CocoAnnotations truth, IReadOnlyList<Detection> detections, DetectionOutcome?[] outcomes, ImmutableArray<int> missed)
    {
        var categories = truth.Categories.DistinctBy(static one => one.Id).OrderBy(static one => one.Id).ToArray();
        var places = IdIndex.Of([.. categories.Select(static one => one.Id)], sort: false);
        var images = truth.Images.Select(static image => image.Id).ToHashSet();
        var counts = Array.ConvertAll(categories, static _ => new int[Enum.GetValues<DetectionOutcome>().Length]);
        var (truths, unexplained) = (new int[categories.Length], new int[categories.Length]);
        for (var i = 0; i < outcomes.Length; i++) if (outcomes[i] is { } known) counts[places[detections[i].CategoryId]][(int)known]++;
        foreach (var one in truth.Annotations.Where(one => !one.IsCrowd && images.Contains(one.ImageId) && places[one.CategoryId] >= 0)) truths[places[one.CategoryId]]++;
        foreach (var g in missed) unexplained[places[truth.Annotations[g].CategoryId]]++;
        return [.. categories.Select((one, k) => new ClassErrors(one.Id, one.Name, truths[k], [.. counts[k]], unexplained[k]))];
    }
}
