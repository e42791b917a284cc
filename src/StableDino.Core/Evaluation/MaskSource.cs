using System.Collections.Immutable;
using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>
/// Masks of ground-truth objects and detections as runs, polygons drawn at the size of their image.
/// </summary>
internal sealed class MaskSource(ImmutableArray<CocoImage> images)
{
    private readonly Dictionary<long, CocoImage> _images =
        images.GroupBy(static image => image.Id).ToDictionary(static same => same.Key, static same => same.Last());

    public Segmentation.RunLengths Of(CocoAnnotation target) =>
        Of(target.Segmentation, target.ImageId, () => $"The annotation with id {target.Id}");

    public Segmentation.RunLengths Of(Detection detection) => Of(
        detection.Mask, detection.ImageId,
        () => $"A detection of category {detection.CategoryId} in image {detection.ImageId}");

    private Segmentation.RunLengths Of(Option<Segmentation> mask, long imageId, Func<string> owner) => mask.Case switch
    {
        Segmentation.RunLengths runs => runs,
        Segmentation other when _images.TryGetValue(imageId, out var image) =>
            RunLengthMasks.Of(other, image.Height, image.Width),
        Segmentation other => RunLengthMasks.Of(other, 0, 0),
        _ => throw new ArgumentException($"{owner()} has no mask."),
    };
}
