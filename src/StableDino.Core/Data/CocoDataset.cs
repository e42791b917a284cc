using System.Collections.Immutable;
using LanguageExt;
using StableDino.Detectors;

namespace StableDino.Data;

/// <summary>A checked split of a COCO-format data set, ready to train on or to evaluate.</summary>
/// <remarks>
/// Images without objects are kept: they teach what background is. Crowds never become targets. Boxes are clipped to their image;
/// what is left out, and why, is in <see cref="Warnings"/>.
/// </remarks>
public sealed class CocoDataset
{
    private readonly string _imageFolder;

    private CocoDataset(string annotationFile, string imageFolder, CocoAnnotations annotations, ImmutableArray<DataFault> warnings)
    {
        _imageFolder = imageFolder;
        AnnotationFile = annotationFile;
        Annotations = annotations;
        Warnings = warnings;
        Classes = new ClassList(annotations.Categories);
        Truths = Truth.OfImages(annotations, Classes);
    }

    /// <summary>The file of annotations.</summary>
    public string AnnotationFile { get; }

    /// <summary>What it says, word for word: what an evaluator scores against.</summary>
    public CocoAnnotations Annotations { get; }

    /// <summary>The classes to learn.</summary>
    public ClassList Classes { get; }

    /// <summary>Images, in file order.</summary>
    public ImmutableArray<CocoImage> Images => Annotations.Images;

    /// <summary>Objects to learn, image by image as in <see cref="Images"/>; boxes inside their image.</summary>
    public ImmutableArray<ImmutableArray<TruthBox>> Truths { get; }

    /// <summary>What was mended or left out.</summary>
    public ImmutableArray<DataFault> Warnings { get; }

    /// <summary>File of an image.</summary>
    public string PathOf(CocoImage image) => Path.Combine(_imageFolder, image.FileName);

    /// <summary>Opens <c>annotations/instances_{split}.json</c> and <c>{split}/</c> below a folder.</summary>
    /// <param name="root">The data set's folder.</param>
    /// <param name="split">Name of the split, such as <c>train2017</c>.</param>
    /// <returns>The checked split, or every error (and every warning) at once, each with file, place and mend.</returns>
    public static Validation<DataFault, CocoDataset> Open(string root, string split) =>
        Directory.Exists(root)
            ? Open(Path.Combine(root, "annotations", $"instances_{split}.json"), Path.Combine(root, split), checkFiles: true)
            : Fail(new DataFault("The data folder does not exist.", root, "", "Give the folder that holds annotations/ and the images."));

    /// <summary>As <see cref="Open(string, string)"/>, with the paths given.</summary>
    /// <param name="annotationFile">The file of annotations.</param>
    /// <param name="imageFolder">The folder of its images.</param>
    /// <param name="checkFiles">Whether each image's file is opened (its header, and all of it where its end is missing).</param>
    public static Validation<DataFault, CocoDataset> Open(string annotationFile, string imageFolder, bool checkFiles) =>
        CocoJson.Read(annotationFile).Bind(annotations =>
        {
            ImmutableArray<DataFault> faults =
            [
                .. CocoCheck.Faults(annotations, annotationFile),
                .. checkFiles ? FileFaults.Of(annotations, imageFolder, annotationFile) : [],
            ];
            return faults.Any(fault => fault.IsError)
                ? Fail([.. faults])
                : Validation<DataFault, CocoDataset>.Success(new CocoDataset(annotationFile, imageFolder, annotations, faults));
        });

    /// <summary>The classes that two splits share; a fault for each that they do not.</summary>
    public static Validation<DataFault, ClassList> SameClasses(CocoDataset train, CocoDataset val)
    {
        DataFault[] faults =
        [
            .. Differences(train, val).Select(text => new DataFault(text, val.AnnotationFile, "", $"Give both splits one list of categories, that of {train.AnnotationFile}.")),
        ];
        return faults.Length > 0
            ? Validation<DataFault, ClassList>.Fail(new Seq<DataFault>(faults))
            : Validation<DataFault, ClassList>.Success(train.Classes);
    }

    private static IEnumerable<string> Differences(CocoDataset train, CocoDataset val)
    {
        var (ours, theirs) = (train.Classes.Categories.ToDictionary(c => c.Id), val.Classes.Categories.ToDictionary(c => c.Id));
        return ours.Values.Where(c => !theirs.ContainsKey(c.Id)).Select(c => $"Category {c.Id} ({c.Name}) of the training split is missing.")
            .Concat(theirs.Values.Where(c => !ours.ContainsKey(c.Id)).Select(c => $"Category {c.Id} ({c.Name}) is not in the training split."))
            .Concat(ours.Values.Where(c => theirs.TryGetValue(c.Id, out var other) && other.Name != c.Name)
                .Select(c => $"Category {c.Id} is {theirs[c.Id].Name} here and {c.Name} in the training split."));
    }

    private static Validation<DataFault, CocoDataset> Fail(params DataFault[] faults) =>
        Validation<DataFault, CocoDataset>.Fail(new Seq<DataFault>(faults));
}
