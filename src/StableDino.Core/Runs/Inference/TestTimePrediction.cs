using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>A detector asked about several views of each image: sizes, mirrored or not.</summary>
public static class TestTimePrediction
{
    /// <summary>
    /// Detections of one image from all its views: each view's as ever, moved back to the image, then the best of all
    /// views that are no
    /// duplicates of a better one. A single view's are as they are.
    /// </summary>
    /// <param name="detector">Put into evaluation mode.</param>
    /// <param name="image">The image.</param>
    /// <param name="views">Its views; both flips of a size go through the detector together.</param>
    /// <param name="settings">The rest; its resize is not read.</param>
    public static ImageDetections Run(
        Detector detector, PixelImage image, TestTimeAugmentation views, InferenceSettings settings)
    {
        var size = new ImageSize(image.Height, image.Width);
        var found = views.Sizes.SelectMany(resize => OfSize(detector, image, resize.View(size), views.Flips, settings))
            .ToImmutableArray();
        return new ImageDetections(
            views.Views == 1
                ? found
                : [.. Network.PostProcessing.Suppress(
                    [.. found.OrderByDescending(box => box.Score)], new SuppressionConfig.PerClass(views.Duplicate))
                    .Take(settings.PostProcessing.Detections)],
            size);
    }

    /// <summary>As <see cref="DataSetPrediction.Run"/>, from several views.</summary>
    /// <param name="detector">Predicts the data's classes in index order.</param>
    /// <param name="data">The split.</param>
    /// <param name="views">The views of each image.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Called with the number of images done.</param>
    /// <param name="skipped">Called with each image that cannot be decoded; it has no detections.</param>
    /// <param name="cancel">Stops with an <see cref="OperationCanceledException"/>.</param>
    public static ImmutableArray<Detection> Run(
        Detector detector, CocoDataset data, TestTimeAugmentation views, InferenceSettings settings,
        Action<int>? progress = null,
        Action<DataFault>? skipped = null, CancellationToken cancel = default)
    {
        var images = new SampleMaker(data);
        var found = ImmutableArray.CreateBuilder<Detection>();
        for (var index = 0; index < data.Images.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            var id = data.Images[index].Id;
            images.Decode(index).Match(
                image =>
                    found.AddRange(
                        Run(detector, image, views, settings).Boxes.Select(box =>
                            DataSetPrediction.ToDetection(box, id, data.Classes))),
                fault => skipped?.Invoke(fault));
            progress?.Invoke(index + 1);
        }

        return found.ToImmutable();
    }

    // The view and, if asked for, its mirror image, whose boxes are mirrored back.
    private static IEnumerable<DetectedBox> OfSize(
        Detector detector, PixelImage image, ImageView view, bool flips, InferenceSettings settings)
    {
        using var scope = NewDisposeScope();
        var size = new ImageSize(image.Height, image.Width);
        var record = new CocoImage(0, "", image.Width, image.Height);
        ImageView[] views = flips ? [view, view.Flip()] : [view];
        using var batch = BatchAssembly.Of(
            [.. views.Select(shown => new Sample(record, image, shown, ColourFactors.None, []))],
            detector.Config.Pixels);
        var output = Prediction.Forward(detector, batch.Images, settings.Device, settings.Precision);
        var seen = Network.PostProcessing.Select(
            output, detector.Config.Heads.Score, settings.PostProcessing, batch.Images.Sizes,
            [.. views.Select(_ => size)]);
        return [.. seen.SelectMany((one, at) =>
            views[at].Mirrored ? one.Boxes.Select(box => Mirrored(box, size.Width)) : one.Boxes)];
    }

    private static DetectedBox Mirrored(DetectedBox box, int width) =>
        box with { X0 = width - box.X1, X1 = width - box.X0 };
}
