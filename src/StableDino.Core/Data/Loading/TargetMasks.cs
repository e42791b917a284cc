using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// The masks of a data set's objects to learn: for a detector that predicts masks. Refers to the annotations, copies
/// nothing.
/// </summary>
/// <param name="OfImages">Image by image and object by object as <see cref="CocoDataset.Targets"/>.</param>
public sealed record TargetMasks(ImmutableArray<ImmutableArray<Segmentation>> OfImages)
{
    private const int Named = 10;

    /// <summary>The masks, or the objects to learn that have none that can be read.</summary>
    public static Validation<DataFault, TargetMasks> Of(CocoDataset data)
    {
        var byImage = data.Annotations.Annotations.ToLookup(static annotation => annotation.ImageId);
        var learned =
            data.Images.Select(image => byImage[image.Id]
                .Where(annotation => Target.Of(annotation, image, data.Classes).IsSome).ToArray()).ToArray();
        var without = learned.SelectMany(static image => image)
            .Where(static annotation => !RunLengthText.Usable(annotation.Segmentation))
            .Select(static annotation => annotation.Id).ToArray();
        return without.Length == 0
            ? Validation<DataFault, TargetMasks>.Success(
                new([.. learned.Select(static image =>
                    image.SelectMany(static one => one.Segmentation).ToImmutableArray())]))
            : Validation<DataFault, TargetMasks>.Fail(new Seq<DataFault>(new[] { new DataFault(
                $"{without.Length} annotations have no usable mask: "
                + $"{string.Join(", ", without.Take(Named))}{(without.Length > Named ? ", …" : "")}.",
                data.AnnotationFile,
                "segmentation", "Give every object a mask, or train a detector that predicts boxes only.") }));
    }
}
