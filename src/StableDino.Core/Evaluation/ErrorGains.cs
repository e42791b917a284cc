using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>How much higher AP would be if one kind of error were mended and everything else stayed.</summary>
/// <remarks>
/// Source: the oracles of TIDE (Bolya et al., ECCV 2020, arXiv:2008.08115), section 3. A wrong class or box is replaced by its truth's,
/// by the surest detection that errs about that truth; where the truth is found already, and for later ones, the detection goes. A detection
/// of class and place both wrong, a duplicate and a background detection go. A missed truth is taken out of what was to be found. The gains
/// need not add up to 1 − AP: errors hide each other.
/// </remarks>
/// <param name="AP">AP at the IoU of the configuration, every size, largest detection limit; −1 where nothing was to be found.</param>
/// <param name="Classification">Gain without classification errors, and so on; all 0 where AP is undefined.</param>
/// <param name="Localisation">Right class, not enough overlap.</param>
/// <param name="Both">Wrong class and not enough overlap.</param>
/// <param name="Duplicate">A truth found again.</param>
/// <param name="Background">Nothing there.</param>
/// <param name="Missed">Truths that nothing explains.</param>
public sealed record ErrorGains(
    double AP, double Classification, double Localisation, double Both, double Duplicate, double Background, double Missed)
{
    /// <summary>Names with their gains, in the order of the errors.</summary>
    public IEnumerable<(string Name, double Value)> Named =>
    [
        ("classification", Classification), ("localisation", Localisation), ("both", Both), ("duplicate", Duplicate), ("background", Background),
        ("missed", Missed),
    ];

    /// <summary>Mends each kind of error in turn and evaluates again.</summary>
    /// <param name="truth">What there was: all of it takes part.</param>
    /// <param name="detections">What was found, however unsure.</param>
    /// <param name="parameters">Boxes or masks, limits, recalls.</param>
    /// <param name="config">The overlaps that errors are judged by.</param>
    public static ErrorGains Of(CocoAnnotations truth, IReadOnlyList<Detection> detections, EvaluationParameters parameters, AnalysisConfig config)
    {
        var errors = ErrorBreakdown.Of(truth, detections, double.NegativeInfinity, config.IoU, config.BackgroundIoU, parameters.Overlap);
        var single = new EvaluationParameters
        {
            Overlap = parameters.Overlap, Area = parameters.Area, RecallThresholds = parameters.RecallThresholds,
            IoUThresholds = [config.IoU], AreaRanges = [AreaRange.All], MaxDetections = [parameters.MaxDetections.Max()],
        };
        var before = Precision(truth, detections);
        double Gain(CocoAnnotations there, IReadOnlyList<Detection> found) => Math.Max(Precision(there, found), 0) - Math.Max(before, 0);
        double Without(DetectionOutcome outcome) => Gain(truth, [.. detections.Where((_, i) => errors.PerDetection[i] != outcome)]);
        double Mended(DetectionOutcome outcome, Func<Detection, CocoAnnotation, Detection> mend) => Gain(truth, Mend(truth, detections, errors, outcome, mend));
        var missed = errors.MissedTruths.ToHashSet();
        return new(
            before,
            Mended(DetectionOutcome.Classification, static (found, there) => found with { CategoryId = there.CategoryId }),
            Mended(DetectionOutcome.Localisation, static (found, there) =>
                found with { X = there.X, Y = there.Y, Width = there.Width, Height = there.Height, Mask = there.Segmentation }),
            Without(DetectionOutcome.Both), Without(DetectionOutcome.Duplicate), Without(DetectionOutcome.Background),
            Gain(truth with { Annotations = [.. truth.Annotations.Where((_, g) => !missed.Contains(g))] }, detections));

        double Precision(CocoAnnotations there, IReadOnlyList<Detection> found) => CocoEvaluator.Evaluate(there, found, single).PerSize[0].AP;
    }

    private static Detection[] Mend(
        CocoAnnotations truth, IReadOnlyList<Detection> detections, ErrorBreakdown errors, DetectionOutcome outcome, Func<Detection, CocoAnnotation, Detection> mend)
    {
        var done = Enumerable.Range(0, detections.Count).Where(i => errors.PerDetection[i] == DetectionOutcome.Correct).Select(i => errors.About[i]).ToHashSet();
        var mendable = Enumerable.Range(0, detections.Count).Where(i => errors.PerDetection[i] == outcome)
            .OrderByDescending(i => detections[i].Score).Where(i => done.Add(errors.About[i])).ToHashSet();
        return
        [
            .. detections.Select((found, i) => mendable.Contains(i) ? mend(found, truth.Annotations[errors.About[i]]) : found)
                .Where((_, i) => errors.PerDetection[i] != outcome || mendable.Contains(i)),
        ];
    }
}
