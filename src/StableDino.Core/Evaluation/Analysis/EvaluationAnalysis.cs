using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>An evaluation with what explains it: curves, confusion, errors.</summary>
/// <param name="Result">The evaluation.</param>
/// <param name="Config">What confusion and errors were judged by.</param>
/// <param name="Curves">Precision over recall of every class, in the order of
/// <see cref="EvaluationResult.CategoryIds"/>.</param>
/// <param name="Confusion">Which class was taken for which.</param>
/// <param name="Errors">What the detections were, of those sure enough to be counted.</param>
/// <param name="Gains">What AP would gain without each kind of error; all detections take part.</param>
public sealed record EvaluationAnalysis(
    EvaluationResult Result, AnalysisConfig Config, ImmutableArray<ClassCurves> Curves, ConfusionMatrix Confusion,
    ErrorBreakdown Errors, ErrorGains Gains)
{
    /// <summary>Evaluates and explains.</summary>
    /// <param name="target">Images, categories and objects.</param>
    /// <param name="detections">In file order; their area rule replaces the parameters'.</param>
    /// <param name="parameters">What to measure: subsets, masks and one-class scoring hold for the explanations
    /// too.</param>
    /// <param name="config">What confusion and errors are judged by.</param>
    public static EvaluationAnalysis Of(
        CocoAnnotations target, DetectionFile detections, EvaluationParameters parameters, AnalysisConfig config)
    {
        var result = CocoEvaluator.Evaluate(target, detections, parameters);
        var (there, found) = EvaluationSubject.Of(target, detections.Items, parameters);
        var (all, sure) = (new ErrorBreakdown.Judge(there, found, config.IoU, config.BackgroundIoU),
            new ErrorBreakdown.Judge(there, found, config.IoU, config.BackgroundIoU));
        var images = ImagePairs.Of(there, found, parameters.Overlap, double.NegativeInfinity).Select(pairs =>
        {
            var confident = pairs.From(config.LowestScore, found);
            return (Missed: all.Image(pairs), Unexplained: sure.Image(confident),
                Pairs: ConfusionMatrix.Pair(confident, there, config.IoU).ToArray());
        // one look at every image: masks are dear
        }).ToArray();
        return new(
            result, config, ClassCurves.Of(result),
            ConfusionMatrix.Of(there, found, images.SelectMany(static image => image.Pairs)),
            sure.Breakdown([.. images.SelectMany(static image => image.Unexplained)]),
            ErrorGains.Of(there, found, all.Breakdown([.. images.SelectMany(static image => image.Missed)]),
                parameters));
    }
}
