using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>How much higher AP would be if one kind of error were corrected and everything else stayed.</summary>
/// <remarks>
/// Source: the oracles of TIDE (Bolya et al., ECCV 2020, arXiv:2008.08115), section 3. A detection with the wrong class
/// or box becomes a hit
/// of its ground truth's class, if it is the most confident that errs about that ground truth and the ground truth is
/// not
/// found; the others go. A detection of class and
/// place both wrong, a duplicate and a background detection go. A missed ground truth is taken out of what was to be
/// found. The gains need not add
/// up to 1 − AP: errors hide each other.
/// </remarks>
/// <param name="AP">AP at the IoU that the errors were judged by, every size, largest detection limit; −1 where nothing
/// was to be found.</param>
/// <param name="Classification">Gain without classification errors, and so on; all 0 where AP is undefined.</param>
/// <param name="Localisation">Right class, not enough overlap.</param>
/// <param name="Both">Wrong class and not enough overlap.</param>
/// <param name="Duplicate">A ground truth found again.</param>
/// <param name="Background">Nothing there.</param>
/// <param name="Missed">Ground-truth objects that nothing explains.</param>
public sealed record ErrorGains(
    double AP, double Classification, double Localisation, double Both, double Duplicate, double Background,
    double Missed)
{
    /// <summary>Names with their gains, in the order of the errors.</summary>
    public IEnumerable<(string Name, double Value)> Named =>
    [
        ("classification", Classification), ("localisation", Localisation), ("both", Both), ("duplicate", Duplicate),
        ("background", Background),
        ("missed", Missed),
    ];

    /// <summary>Corrects each kind of error in turn.</summary>
    /// <param name="target">What there was: all of it takes part.</param>
    /// <param name="detections">What was found, however unsure.</param>
    /// <param name="errors">What became of all of them.</param>
    /// <param name="parameters">Detection limits and recall thresholds.</param>
    public static ErrorGains Of(CocoAnnotations target, IReadOnlyList<Detection> detections, ErrorBreakdown errors,
        EvaluationParameters parameters)
    {
        var judged = new JudgedDetections(target, detections, errors, parameters);
        var before = judged.Precision();
        double Gain(double after) => Math.Max(after, 0) - Math.Max(before, 0);
        return new(
            before, Gain(judged.Repaired(DetectionOutcome.Classification)),
            Gain(judged.Repaired(DetectionOutcome.Localisation)),
            Gain(judged.Without(DetectionOutcome.Both)), Gain(judged.Without(DetectionOutcome.Duplicate)),
            Gain(judged.Without(DetectionOutcome.Background)),
            Gain(judged.WithoutMissed()));
    }
}
