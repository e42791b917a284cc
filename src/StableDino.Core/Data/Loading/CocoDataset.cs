using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Data;

/// <summary>A checked split of a COCO-format data set, ready to train on or to evaluate.</summary>
/// <remarks>
/// Images without objects are kept: they teach what background is. Crowds never become targets. Boxes are clipped to
/// their image;
/// what is left out, and why, is in <see cref="Warnings"/>.
/// </remarks>
public sealed class CocoDataset
{
    private readonly SplitPaths _paths;

    private CocoDataset(SplitPaths paths, CocoAnnotations annotations, ImmutableArray<DataFault> warnings)
    {
        _paths = paths;
        Annotations = annotations;
        Warnings = warnings;
        Classes = new ClassList(annotations.Categories);
        Targets = Target.OfImages(annotations, Classes);
    }

    /// <summary>The file of annotations.</summary>
    public string AnnotationFile => _paths.Annotations;

    /// <summary>Its content, word for word: what an evaluator scores against.</summary>
    public CocoAnnotations Annotations { get; }

    /// <summary>The classes to learn.</summary>
    public ClassList Classes { get; }

    /// <summary>Images, in file order.</summary>
    public ImmutableArray<CocoImage> Images => Annotations.Images;

    /// <summary>Objects to learn, image by image as in <see cref="Images"/>; boxes inside their image.</summary>
    public ImmutableArray<ImmutableArray<TargetBox>> Targets { get; }

    /// <summary>What was repaired or left out.</summary>
    public ImmutableArray<DataFault> Warnings { get; }

    /// <summary>File of an image.</summary>
    public string PathOf(CocoImage image) => Path.Combine(_paths.Images, image.FileName);

    /// <summary>Opens <c>annotations/instances_{split}.json</c> and <c>{split}/</c> below a folder.</summary>
    /// <param name="root">The data set's folder.</param>
    /// <param name="split">Name of the split, such as <c>train2017</c>.</param>
    /// <returns>The checked split, or every error (and every warning) at once, each with file, place and
    /// hint.</returns>
    public static Validation<DataFault, CocoDataset> Open(string root, string split) =>
        Of(DataCheck.Run(root, [split], CheckDepth.Headers).Splits[0]);

    /// <summary>As <see cref="Open(string, string)"/>, with the paths given.</summary>
    /// <param name="annotationFile">The file of annotations.</param>
    /// <param name="imageFolder">The folder of its images.</param>
    /// <param name="depth">How closely image files are looked at.</param>
    public static Validation<DataFault, CocoDataset> Open(
        string annotationFile, string imageFolder, CheckDepth depth) =>
        Of(DataCheck.Run(
            [new SplitPaths(Path.GetFileNameWithoutExtension(annotationFile), annotationFile, imageFolder)],
            depth).Splits[0]);

    /// <summary>The data of a checked split, or all errors and warnings if there is an error among them.</summary>
    public static Validation<DataFault, CocoDataset> Of(SplitReport checkedSplit) => checkedSplit.HasErrors
        ? Validation<DataFault, CocoDataset>.Fail(
            new Seq<DataFault>(checkedSplit.Faults.Where(fault => fault.Severity != DataFaultSeverity.Information)))
        : Validation<DataFault, CocoDataset>.Success(new CocoDataset(
            checkedSplit.Paths, checkedSplit.Sound,
            [.. checkedSplit.Faults.Where(fault => fault.Severity == DataFaultSeverity.Warning)]));
}
