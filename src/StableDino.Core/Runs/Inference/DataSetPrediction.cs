using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Network;
using StableDino.Pipeline;

namespace StableDino.Runs;

/// <summary>A detector run over a data set.</summary>
public static class DataSetPrediction
{
    /// <summary>Detections of all images, in file order, under the data's category ids.</summary>
    /// <param name="detector">Predicts the data's classes in index order.</param>
    /// <param name="data">The split.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Called with the number of images done.</param>
    /// <param name="skipped">Called with each image that cannot be decoded; it has no detections.</param>
    /// <param name="cancel">Stops with an <see cref="OperationCanceledException"/>.</param>
    public static ImmutableArray<Detection> Run(
        Detector detector, CocoDataset data, InferenceSettings settings, Action<int>? progress = null,
        Action<DataFault>? skipped = null,
        CancellationToken cancel = default)
    {
        var found = ImmutableArray.CreateBuilder<Detection>();
        var done = 0;
        foreach (var batch in BatchSource.Evaluation(
            data, settings.Resize, detector.Config.Pixels, settings.Batch, settings.Workers, cancel, skipped))
        {
            using (batch)
            {
                foreach (var image in Prediction.Run(detector, batch.Images, batch.Sources, data.Classes, settings))
                    found.AddRange(image);
                progress?.Invoke(done += batch.Sources.Length);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>A detection in COCO's results format.</summary>
    public static Detection ToDetection(DetectedBox box, long imageId, ClassList classes) =>
        new(imageId, classes.CategoryId(box.Class), box.X0, box.Y0, (double)box.X1 - box.X0,
            (double)box.Y1 - box.Y0, box.Score);

    /// <summary>An instance in COCO's results format: its own box, its mask as run lengths.</summary>
    public static Detection ToDetection(DetectedInstance instance, long imageId, ClassList classes) =>
        ToDetection(instance.Box, imageId, classes) with { Mask = instance.Mask };
}
