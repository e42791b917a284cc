using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Evaluation;

/// <summary>The parameters of COCO's evaluation. The defaults are the ones every published number uses.</summary>
public sealed record EvaluationParameters
{
    /// <summary>Box evaluation with COCO's defaults.</summary>
    public static EvaluationParameters Boxes { get; } = new();

    /// <summary>Mask evaluation with COCO's defaults.</summary>
    public static EvaluationParameters Masks { get; } = new() { Overlap = OverlapKind.Mask };

    /// <summary>Box recall of proposals, classes ignored, at 100, 300 and 1000 detections an image.</summary>
    public static EvaluationParameters Proposals { get; } =
        new() { UseCategories = false, MaxDetections = [100, 300, 1000] };

    /// <summary>Boxes or masks.</summary>
    public OverlapKind Overlap { get; init; } = OverlapKind.Box;

    /// <summary>The area of a detection.</summary>
    public DetectionArea Area { get; init; } = DetectionArea.Box;

    /// <summary>
    /// IoU at which a detection counts as found: 0.5 to 0.95. The ninth is 0.8999999999999999, as numpy has it.
    /// </summary>
    public ImmutableArray<double> IoUThresholds { get; init; } = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
        0.8999999999999999, 0.95];

    /// <summary>Recalls at which precision is read: i · 0.01, which is not always i / 100.</summary>
    public ImmutableArray<double> RecallThresholds { get; init; } =
        [.. Enumerable.Range(0, 101).Select(static i => i == 100 ? 1.0 : i * 0.01)];

    /// <summary>Ranges of object size.</summary>
    public ImmutableArray<AreaRange> AreaRanges { get; init; } = [AreaRange.All, AreaRange.Small, AreaRange.Medium,
        AreaRange.Large];

    /// <summary>
    /// Most detections per image and category (per image without categories); used in ascending order. At least one.
    /// </summary>
    public ImmutableArray<int> MaxDetections { get; init; } = [1, 10, 100];

    /// <summary>False treats all categories as one, with id −1.</summary>
    public bool UseCategories { get; init; } = true;

    /// <summary>The categories to look at; all of the ground truth's when absent.</summary>
    public Option<ImmutableArray<long>> CategoryIds { get; init; }

    /// <summary>The images to look at; all of the ground truth's when absent.</summary>
    public Option<ImmutableArray<long>> ImageIds { get; init; }
}
