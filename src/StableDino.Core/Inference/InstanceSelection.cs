using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Detectors;
using StableDino.Evaluation;
using static TorchSharp.torch;

namespace StableDino.Inference;

/// <summary>From a mask detector's last predictions to instances in pixels of the original images: the mask sibling of <see cref="PostProcessing"/>.</summary>
public static class InstanceSelection
{
    /// <summary>
    /// The best (query, class) pairs of each image, each with its query's mask; the score is the class's times the mask's mean probability
    /// (Mask2Former, MaskDINO). By falling score, no suppression. A query may appear under several classes.
    /// </summary>
    /// <param name="predictions">The last of the layers counts.</param>
    /// <param name="masks">[B, Q, h, w]: that layer's mask logits over the padded input.</param>
    /// <param name="most">Pairs of an image.</param>
    /// <param name="padded">Size of the input with its padding.</param>
    /// <param name="seen">Size of each image in it.</param>
    /// <param name="original">Size of each image's file.</param>
    /// <param name="boxFrame">Size that each image's normalised boxes refer to: its own, or as in the official MaskDINO the padded input's.</param>
    public static ImmutableArray<ImmutableArray<DetectedInstance>> Select(
        Predictions predictions, Tensor masks, int most, ImageSize padded, ImmutableArray<ImageSize> seen, ImmutableArray<ImageSize> original,
        Func<int, ImageSize> boxFrame)
    {
        if (seen.Length != masks.shape[0] || original.Length != masks.shape[0])
            throw new ArgumentException($"{seen.Length} and {original.Length} sizes for {masks.shape[0]} images.");
        using var scope = NewDisposeScope();
        return
        [
            .. PostProcessing.Best(predictions, most).Select((best, image) =>
            {
                var queries = tensor(best.Select(static box => (long)box.Query).ToArray(), device: masks.device);
                var pasted = MaskPasting.Paste(masks[image].index_select(0, queries), padded, seen[image], original[image]);
                return Scale(PostProcessing.InPixels(best, boxFrame(image)), seen[image], original[image])
                    .Zip(pasted, static (box, mask) => new DetectedInstance(box with { Score = (float)(box.Score * mask.Sureness) }, mask.Mask))
                    .OrderByDescending(static one => one.Box.Score).ToImmutableArray();
            }),
        ];
    }

    /// <summary>An instance in COCO's results format: its own box, its mask as run lengths.</summary>
    public static Detection ToDetection(DetectedInstance instance, long imageId, ClassList classes) =>
        DataSetPrediction.ToDetection(instance.Box, imageId, classes) with { Mask = instance.Mask };

    private static IEnumerable<DetectedBox> Scale(IEnumerable<DetectedBox> boxes, ImageSize seen, ImageSize original)
    {
        var (x, y) = ((float)((double)original.Width / seen.Width), (float)((double)original.Height / seen.Height));
        return boxes.Select(box => box with { X0 = box.X0 * x, Y0 = box.Y0 * y, X1 = box.X1 * x, Y1 = box.Y1 * y });
    }
}
