using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>Detections by outcome, and the ground-truth objects that nothing explains.</summary>
/// <param name="PerClass">Every class, by ascending category id.</param>
/// <param name="PerDetection">The outcome of every detection, in the given order; those below the score, and of unknown
/// images or categories,
/// have none (null).</param>
/// <param name="About">The ground truth that each detection is about: a place among the ground truth's annotations, −1
/// for none.</param>
/// <param name="MissedTargets">Places of the ground-truth objects that no correct detection found and no
/// classification or localisation error lies on.</param>
public sealed record ErrorBreakdown(
    ImmutableArray<ClassErrors> PerClass, ImmutableArray<DetectionOutcome?> PerDetection, ImmutableArray<int> About,
    ImmutableArray<int> MissedTargets)
{
    /// <summary>Detections of an outcome.</summary>
    public int this[DetectionOutcome outcome] => PerClass.Sum(one => one[outcome]);

    /// <summary>Detections that have an outcome.</summary>
    public int Detections => PerClass.Sum(static one => one.Outcomes.Sum());

    /// <summary>Ground-truth objects that nothing explains.</summary>
    public int Missed => MissedTargets.Length;

    /// <summary>Ground-truth objects, crowds left out.</summary>
    public int Targets => PerClass.Sum(static one => one.Targets);

    /// <summary>Sorts detections by what they are, the most confident first.</summary>
    /// <param name="target">What there was.</param>
    /// <param name="detections">What was found.</param>
    /// <param name="lowestScore">Detections below are left out: AP hardly feels them, and they would drown the
    /// rest.</param>
    /// <param name="enough">IoU from which a detection is right.</param>
    /// <param name="some">IoU from which it is about a ground truth at all.</param>
    /// <param name="overlap">Boxes or masks.</param>
    public static ErrorBreakdown Of(
        CocoAnnotations target, IReadOnlyList<Detection> detections, double lowestScore = 0.3, double enough = 0.5,
        double some = 0.1,
        OverlapKind overlap = OverlapKind.Box)
    {
        var judge = new Judge(target, detections, enough, some);
        var missed = ImagePairs.Of(target, detections, overlap, lowestScore).SelectMany(judge.Image).ToImmutableArray();
        return judge.Breakdown(missed);
    }

    /// <summary>Collects the outcomes of images judged in any order, from any thread.</summary>
    internal sealed class Judge(CocoAnnotations target, IReadOnlyList<Detection> detections, double enough, double some)
    {
        private readonly DetectionOutcome?[] _outcomes = new DetectionOutcome?[detections.Count];
        private readonly int[] _about = [.. Enumerable.Repeat(-1, detections.Count)];

        /// <summary>Judges one image's detections; returns the ground-truth objects that were missed.</summary>
        public int[] Image(ImagePairs pairs) =>
            ErrorBreakdown.Image(pairs, target, detections, (enough, some), _outcomes, _about);

        /// <summary>What all images came to.</summary>
        /// <param name="missed">What <see cref="Image"/> returned, in the images' order.</param>
        public ErrorBreakdown Breakdown(ImmutableArray<int> missed) =>
            new(ByClass(target, detections, _outcomes, missed), [.. _outcomes], [.. _about], missed);
    }

    /// <summary>
    /// Fills the places of one image's detections; returns the ground-truth objects that were missed.
    /// </summary>
    private static int[] Image(
        ImagePairs pairs, CocoAnnotations target, IReadOnlyList<Detection> detections,
        (double Enough, double Some) limits,
        DetectionOutcome?[] outcomes, int[] about)
    {
        var targets = Array.ConvertAll(pairs.Targets, g => target.Annotations[g]);
        var (taken, explained) = (new bool[targets.Length], new bool[targets.Length]);
        for (var d = 0; d < pairs.Detections.Length; d++)
        {
            var i = pairs.Detections[d];
            var (outcome, g) = Outcome(pairs, d, detections[i].CategoryId, targets, taken, limits);
            outcomes[i] = outcome;
            if (g < 0) continue;
            about[i] = pairs.Targets[g];
            taken[g] |= outcome == DetectionOutcome.Correct;
            explained[g] |= outcome is DetectionOutcome.Correct or DetectionOutcome.Classification
                or DetectionOutcome.Localisation;
        }
        return [.. Enumerable.Range(0, targets.Length).Where(g => !explained[g] && !targets[g].IsCrowd)
            .Select(g => pairs.Targets[g])];
    }

    /// <summary>The outcome, and the ground truth it is about (−1 for none).</summary>
    private static (DetectionOutcome, int) Outcome(
        ImagePairs pairs, int d, long category, CocoAnnotation[] targets, bool[] taken,
        (double Enough, double Some) limits)
    {
        var free = Nearest(g => targets[g].CategoryId == category && !targets[g].IsCrowd && !taken[g]);
        if (free.Overlap >= limits.Enough) return (DetectionOutcome.Correct, free.Target);
        if (Nearest(g => targets[g].CategoryId == category && targets[g].IsCrowd).Overlap >= limits.Enough)
            return (DetectionOutcome.Ignored, -1);
        var own = Nearest(g => targets[g].CategoryId == category && !targets[g].IsCrowd);
        if (own.Overlap >= limits.Enough) return (DetectionOutcome.Duplicate, own.Target);
        var other = Nearest(g => targets[g].CategoryId != category && !targets[g].IsCrowd);
        if (other.Overlap >= limits.Enough) return (DetectionOutcome.Classification, other.Target);
        if (own.Overlap >= limits.Some) return (DetectionOutcome.Localisation, own.Target);
        return other.Overlap >= limits.Some ? (DetectionOutcome.Both, other.Target) : (DetectionOutcome.Background, -1);

        (double Overlap, int Target) Nearest(Func<int, bool> eligible)
        {
            var (best, target) = (0.0, -1);
            for (var g = 0; g < targets.Length; g++)
            {
                var overlap = pairs[d, g];
                // of equals the last, as in the evaluation
                if (overlap > 0 && overlap >= best && eligible(g)) (best, target) = (overlap, g);
            }
            return (best, target);
        }
    }

    private static ImmutableArray<ClassErrors> ByClass(
        CocoAnnotations target, IReadOnlyList<Detection> detections, DetectionOutcome?[] outcomes,
        ImmutableArray<int> missed)
    {
        var categories = target.Categories.DistinctBy(static one => one.Id).OrderBy(static one => one.Id).ToArray();
        var places = IdIndex.Of([.. categories.Select(static one => one.Id)], sort: false);
        var images = target.Images.Select(static image => image.Id).ToHashSet();
        var counts = Array.ConvertAll(categories, static _ => new int[Enum.GetValues<DetectionOutcome>().Length]);
        var (targets, unexplained) = (new int[categories.Length], new int[categories.Length]);
        for (var i = 0; i < outcomes.Length; i++) if (outcomes[i] is { } known)
            counts[places[detections[i].CategoryId]][(int)known]++;
        foreach (var one in target.Annotations.Where(one => !one.IsCrowd && images.Contains(one.ImageId)
            && places[one.CategoryId] >= 0)) targets[places[one.CategoryId]]++;
        foreach (var g in missed) unexplained[places[target.Annotations[g].CategoryId]]++;
        return [.. categories.Select((one, k) =>
            new ClassErrors(one.Id, one.Name, targets[k], [.. counts[k]], unexplained[k]))];
    }
}
