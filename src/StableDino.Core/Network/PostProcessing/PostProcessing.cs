using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>From the last layer's predictions to detections in pixels of the original images.</summary>
public static class PostProcessing
{
    /// <summary>As the other overload, for a detector's whole output: its last decoder layer counts.</summary>
    /// <inheritdoc cref="Select(Predictions, Score, PostProcessingConfig, ImmutableArray{ImageSize},
    /// ImmutableArray{ImageSize})"/>
    public static ImmutableArray<ImageDetections> Select(
        DetectorOutput output, Score score, PostProcessingConfig config, ImmutableArray<ImageSize> seen,
        ImmutableArray<ImageSize> original) =>
        Select(output.Layers, score, config, seen, original);

    /// <summary>
    /// The best (query, class) pairs of each image by score, duplicates suppressed, scaled to the original size,
    /// clipped to it; what has
    /// no area left is dropped. A query may appear under several classes. One copy from the device.
    /// </summary>
    /// <param name="predictions">The last of the layers counts.</param>
    /// <param name="score">How logits become scores, and which pairs there are.</param>
    /// <param name="config">How many pairs, and the suppression.</param>
    /// <param name="seen">Size at which the detector saw each image, without padding; suppression happens at this
    /// size.</param>
    /// <param name="original">Size each image's detections are scaled to.</param>
    /// <returns>One element per image.</returns>
    /// <exception cref="ArgumentException">There are not as many sizes as images.</exception>
    public static ImmutableArray<ImageDetections> Select(
        Predictions predictions, Score score, PostProcessingConfig config, ImmutableArray<ImageSize> seen,
        ImmutableArray<ImageSize> original)
    {
        var images = predictions.Boxes.shape[1];
        if (seen.Length != images || original.Length != images)
            throw new ArgumentException($"{seen.Length} and {original.Length} sizes for {images} images.");

        var candidates = config.Suppression is SuppressionConfig.PerClass perClass
            ? Math.Max(config.Detections, perClass.Candidates)
            : config.Detections;
        return [.. Best(predictions, candidates, score).Select((boxes, image) => new ImageDetections(
            Fit([.. Suppress(InPixels(boxes, seen[image]), config.Suppression).Take(config.Detections)], seen[image],
                original[image]), original[image]))];
    }

    /// <summary>
    /// The best pairs of each image by descending score; boxes still centre-size and normalised, in the fields' order.
    /// </summary>
    internal static ImmutableArray<ImmutableArray<DetectedBox>> Best(
        Predictions predictions, int most, Score score)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var logits = Widened.Of(predictions.Logits.select(0, -1));                                     // [B, Q, C]
        var (scores, query, label) = score switch
        {
            Score.Softmax { Selection: DetectionSelection.BestClass } => BestClasses(logits, most),
            Score.Softmax => Pairs(Foreground(logits), most),
            _ => Pairs(logits, most),
        };
        // it keeps the order
        if (score is Score.Sigmoid) scores = scores.sigmoid();
        var (images, count) = (scores.shape[0], (int)scores.shape[1]);
        var boxes = Widened.Of(predictions.Boxes.select(0, -1)).gather(1, query.unsqueeze(-1).expand(-1, -1, 4));
        var packed = cat([stack([scores, label, query], -1).to(ScalarType.Float32), boxes.to(ScalarType.Float32)], -1);
        var numbers = MemoryMarshal.Cast<byte, float>(packed.cpu().contiguous().bytes);

        var found = ImmutableArray.CreateBuilder<ImmutableArray<DetectedBox>>((int)images);
        for (var image = 0; image < images; image++)
        {
            var rows = ImmutableArray.CreateBuilder<DetectedBox>(count);
            for (var k = 0; k < count; k++)
            {
                var row = numbers.Slice((image * count + k) * 7, 7);
                rows.Add(new((int)row[1], row[0], row[3], row[4], row[5], row[6], (int)row[2]));
            }

            found.Add(rows.MoveToImmutable());
        }

        return found.MoveToImmutable();
    }

    /// <summary>Corners in pixels of the size the detector saw; not clipped.</summary>
    internal static ImmutableArray<DetectedBox> InPixels(ImmutableArray<DetectedBox> boxes, ImageSize seen) =>
        [.. boxes.Select(box =>
        {
            var (cx, cy, halfWidth, halfHeight) = (box.X0, box.Y0, box.X1 * 0.5f, box.Y1 * 0.5f);
            return box with
            {
                X0 = (cx - halfWidth) * seen.Width, Y0 = (cy - halfHeight) * seen.Height,
                X1 = (cx + halfWidth) * seen.Width, Y1 = (cy + halfHeight) * seen.Height,
            };
        })];

    private static (Tensor Scores, Tensor Query, Tensor Label) Pairs(Tensor scores, int most)
    {
        var classes = scores.shape[2];
        var (best, places) = scores.flatten(1).topk((int)Math.Min(most, scores.shape[1] * classes), 1);    // [B, K]
        var query = places.div(classes, RoundingMode.floor);
        return (best, query, places - query * classes);
    }

    private static (Tensor Scores, Tensor Query, Tensor Label) BestClasses(Tensor logits, int most)
    {
        var (scores, labels) = Foreground(logits).max(2);                                                  // [B, Q]
        var (best, query) = scores.topk((int)Math.Min(most, scores.shape[1]), 1);
        return (best, query, labels.gather(1, query));
    }

    // Probabilities of the classes, the background left out.
    private static Tensor Foreground(Tensor logits) => logits.softmax(-1).narrow(2, 0, logits.shape[2] - 1);

    /// <summary>What the suppression leaves, still by descending score.</summary>
    internal static ImmutableArray<DetectedBox> Suppress(
        ImmutableArray<DetectedBox> boxes, SuppressionConfig suppression)
    {
        if (suppression is not SuppressionConfig.PerClass perClass) return boxes;

        var corners = boxes.SelectMany(box => new[] { box.X0, box.Y0, box.X1, box.Y1 }).ToArray();
        var kept = NonMaximumSuppression.KeepPerClass(
            corners, boxes.Select(box => box.Score).ToArray(), boxes.Select(box => box.Class).ToArray(),
            AsWritten(perClass.IouThreshold));
        return [.. kept.Select(i => boxes[i])];
    }

    /// <summary>Scaled to the original size, clipped to it, and dropped where no area is left.</summary>
    internal static ImmutableArray<DetectedBox> Fit(
        ImmutableArray<DetectedBox> boxes, ImageSize seen, ImageSize original)
    {
        var (x, y) = ((float)((double)original.Width / seen.Width), (float)((double)original.Height / seen.Height));
        return [.. boxes
            .Select(box => box with
            {
                X0 = Math.Clamp(box.X0 * x, 0, original.Width), Y0 = Math.Clamp(box.Y0 * y, 0, original.Height),
                X1 = Math.Clamp(box.X1 * x, 0, original.Width), Y1 = Math.Clamp(box.Y1 * y, 0, original.Height),
            })
            .Where(box => box.X1 > box.X0 && box.Y1 > box.Y0)];
    }

    // 0.8f means the number 0.8: an IoU that rounds to 0.8f, a little above 0.8, is above the threshold.
    private static double AsWritten(float threshold) => (double)(decimal)threshold;
}
