using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>COCO's detection metrics, bit for bit as the official toolbox computes them.</summary>
/// <remarks>
/// Source: cocodataset/cocoapi, PythonAPI, commit 8c9bcc3. A function of its arguments: no clock, no randomness, the
/// same bits for
/// any number of threads. Detections of unknown images or categories do not take part.
/// </remarks>
public static class CocoEvaluator
{
    /// <summary>Evaluates detections with the area rule that their file implies.</summary>
    public static EvaluationResult Evaluate(
        CocoAnnotations target, DetectionFile detections, EvaluationParameters parameters) =>
        Evaluate(target, detections.Items, parameters with { Area = detections.Area });

    /// <summary>Evaluates detections.</summary>
    /// <param name="target">Images, categories and objects. An object's own area decides its size, a crowd is
    /// ignored.</param>
    /// <param name="detections">In file order, which breaks ties of score.</param>
    /// <param name="parameters">What to measure.</param>
    /// <exception cref="ArgumentException">Masks are to be compared and one is missing, or a list of the parameters is
    /// empty.</exception>
    public static EvaluationResult Evaluate(
        CocoAnnotations target, IReadOnlyList<Detection> detections, EvaluationParameters parameters)
    {
        if (parameters.MaxDetections.IsDefaultOrEmpty || parameters.IoUThresholds.IsDefaultOrEmpty
            || parameters.AreaRanges.IsDefaultOrEmpty || parameters.RecallThresholds.IsDefaultOrEmpty)
        {
            throw new ArgumentException(
                "At least one detection limit, IoU threshold, area range and recall threshold are needed.",
                nameof(parameters));
        }
        if (parameters.Overlap == OverlapKind.Mask
            && (target.Annotations.Any(static a => a.Segmentation.IsNone) || detections.Any(static d => d.Mask.IsNone)))
        {
            throw new ArgumentException(
                "Masks are to be compared, and some ground-truth objects or detections have none.",
                nameof(parameters));
        }
        parameters = parameters with { MaxDetections = parameters.MaxDetections.Sort() };
        var images = IdIndex.Of(
            parameters.ImageIds.IfNone(() => [.. target.Images.Select(static image => image.Id)]), sort: true);
        var categories = IdIndex.Of(
            parameters.CategoryIds.IfNone(() => [.. target.Categories.Select(static category => category.Id)]),
            sort: parameters.UseCategories);
        var subject = new CategoryEvaluator(target, detections, parameters, images, categories);
        var axis = parameters.UseCategories ? categories.Ids : [-1L];

        var arrays = new EvaluationArrays(parameters, axis.Length);
        var counts = new (int Targets, int[] Counted, int Detections)[axis.Length];
        Parallel.For(0, axis.Length, category => counts[category] = subject.Evaluate(category, arrays));

        var names = target.Categories.GroupBy(static category => category.Id)
            .ToDictionary(static same => same.Key, static same => same.Last().Name);
        var summary = new MetricSummary(parameters, arrays, axis.Length);
        var perClass = new ClassMetrics[axis.Length];
        Parallel.For(0, axis.Length, k => perClass[k] = new(
            axis[k], axis[k] == -1 && !parameters.UseCategories
                ? "all"
                : names.GetValueOrDefault(axis[k], $"category {axis[k]}"),
            counts[k].Targets, counts[k].Detections, summary.OfCategory(k)));
        return new(
            parameters, axis,
            ImmutableCollectionsMarshal.AsImmutableArray(arrays.Precision),
            ImmutableCollectionsMarshal.AsImmutableArray(arrays.Recall),
            ImmutableCollectionsMarshal.AsImmutableArray(arrays.Scores), summary.Overall(),
            ImmutableCollectionsMarshal.AsImmutableArray(perClass),
            [.. Enumerable.Range(0, parameters.AreaRanges.Length)
                .Select(a => summary.OfRange(a, counts.Sum(one => one.Counted[a])))]);
    }
}
