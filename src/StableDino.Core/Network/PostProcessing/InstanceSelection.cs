using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// From a mask detector's last predictions to instances in pixels of the original images: the mask sibling of
/// <see cref="PostProcessing"/>.
/// </summary>
public static class InstanceSelection
{
    /// <summary>
    /// As the other overload, for a detector's whole output: its last decoder layer counts, and boxes refer to what
    /// they were learned from.
    /// </summary>
    /// <param name="output">What the detector predicted.</param>
    /// <param name="detector">Its configuration.</param>
    /// <param name="config">How many pairs, and the suppression.</param>
    /// <param name="images">What it saw.</param>
    /// <param name="original">Size of each image's file.</param>
    public static ImmutableArray<ImmutableArray<DetectedInstance>> Select(
        MaskOutput output, DetectorConfig detector, PostProcessingConfig config, ImageBatch images,
        ImmutableArray<ImageSize> original)
    {
        using var scope = NewDisposeScope();
        var padded = new ImageSize(
            (int)MaskCanvas.Of(images.Pixels.shape[2]), (int)MaskCanvas.Of(images.Pixels.shape[3]));
        return Select(
            output.Layers, output.Masks.Last(), detector.Heads.Score, config,
            new MaskFrames(padded, images.Sizes, original, image =>
                detector.EvaluationPadding == PaddingPolicy.AttendedInTraining ? padded : images.Sizes[image]),
            detector.Decoder.CrossAttention is CrossAttention.Masked);
    }

    /// <summary>
    /// The best (query, class) pairs of each image, each with its query's mask; the score is the class's times the
    /// mask's mean probability (Mask2Former, MaskDINO). By falling score. A query may appear under several classes.
    /// </summary>
    /// <param name="predictions">The last of the layers counts.</param>
    /// <param name="masks">[B, Q, h, w]: that layer's mask logits over the padded input.</param>
    /// <param name="score">How logits become scores, and which pairs there are.</param>
    /// <param name="config">How many pairs, and the suppression, judged by boxes.</param>
    /// <param name="frames">The sizes between which they are carried.</param>
    /// <param name="ofMasks">Whether a detection's box is the one that its mask fills in the file's pixels: of
    /// detectors that predict no boxes.</param>
    public static ImmutableArray<ImmutableArray<DetectedInstance>> Select(
        Predictions predictions, Tensor masks, Score score, PostProcessingConfig config, MaskFrames frames,
        bool ofMasks = false)
    {
        var (padded, seen, original, boxFrame) = frames;
        if (seen.Length != masks.shape[0] || original.Length != masks.shape[0])
            throw new ArgumentException($"{seen.Length} and {original.Length} sizes for {masks.shape[0]} images.");
        using var scope = NewDisposeScope();
        return
        [
            .. PostProcessing.Best(predictions, config.Detections, score).Select((all, image) =>
            {
                var best = PostProcessing.Suppress(
                    PostProcessing.InPixels(all, boxFrame(image)), config.Suppression);
                var queries = tensor(best.Select(static box => (long)box.Query).ToArray(), device: masks.device);
                var pasted = MaskPasting.Paste(
                    masks[image].index_select(0, queries), padded, seen[image], original[image]);
                return Scale(best, seen[image], original[image])
                    .Zip(pasted,
                        (box, mask) =>
                            new DetectedInstance(
                                (ofMasks
                                    ? Around(box, mask.Mask)
                                    : box) with { Score = (float)(box.Score * mask.Sureness) }, mask.Mask))
                    .OrderByDescending(static one => one.Box.Score).ToImmutableArray();
            }),
        ];
    }

    private static DetectedBox Around(DetectedBox box, Segmentation.RunLengths mask)
    {
        var (x, y, width, height) = RunLengthMasks.TightBox(mask);
        return box with { X0 = (float)x, Y0 = (float)y, X1 = (float)(x + width), Y1 = (float)(y + height) };
    }

    private static IEnumerable<DetectedBox> Scale(IEnumerable<DetectedBox> boxes, ImageSize seen, ImageSize original)
    {
        var (x, y) = ((float)((double)original.Width / seen.Width), (float)((double)original.Height / seen.Height));
        return boxes.Select(box => box with { X0 = box.X0 * x, Y0 = box.Y0 * y, X1 = box.X1 * x, Y1 = box.Y1 * y });
    }
}
