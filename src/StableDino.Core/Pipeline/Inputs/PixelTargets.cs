using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>The targets of one image in its pixels.</summary>
/// <param name="Boxes">[n, 4], corners; single precision.</param>
/// <param name="Start">Index of the first of them among the batch's targets.</param>
internal sealed record PixelTargets(Tensor Boxes, int Start)
{
    /// <summary>Those of every image; the caller's dispose scope owns them.</summary>
    /// <param name="sizes">Size of each image without its padding.</param>
    /// <param name="targets">The targets of the batch, if it has any.</param>
    /// <param name="device">Where they are wanted.</param>
    public static ImmutableArray<PixelTargets> Of(
        ImmutableArray<ImageSize> sizes, Option<Targets> targets, Device device) =>
    [
        .. sizes.Select((size, image) => targets.Match(
            groundTruths =>
            {
                var start = groundTruths.Counts.Take(image).Sum();
                var boxes = groundTruths.Boxes.narrow(0, start, groundTruths.Counts[image]).to(float32)
                    * Sides(size, device);
                return new PixelTargets(BoxConversion.ToXyxy(new CxcywhBoxes(boxes)).Values, start);
            },
            () => new PixelTargets(zeros([0, 4], float32, device), 0))),
    ];

    /// <summary>[B, 4]: width, height, width, height of every image.</summary>
    public static Tensor Sides(ImmutableArray<ImageSize> sizes, Device device) =>
        stack([.. sizes.Select(size => Sides(size, device))]);

    /// <summary>Numbers of this image's targets, those below 0 as they are, as numbers of the batch's.</summary>
    public Tensor InBatch(Tensor groundTruths) => where(groundTruths.ge(0), groundTruths + Start, groundTruths);

    private static Tensor Sides(ImageSize size, Device device) =>
        tensor([size.Width, size.Height, size.Width, (float)size.Height], device: device);
}
