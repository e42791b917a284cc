using System.Collections.Immutable;
using LanguageExt;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>A detector asked what it sees, without gradients.</summary>
public static class Prediction
{
    /// <summary>The detector's output in evaluation mode, in fp32; the caller's dispose scope owns it.</summary>
    /// <param name="detector">Put into evaluation mode.</param>
    /// <param name="images">On any device.</param>
    /// <param name="device">The detector's.</param>
    /// <param name="precision">Arithmetic of the forward pass.</param>
    public static DetectorOutput Forward(Detector detector, ImageBatch images, Device device, Precision precision)
    {
        using var untracked = no_grad();
        detector.eval();
        var here = images.To(device);
        using (precision == Precision.Bf16 ? Autocast.BFloat16(device.type) : null)
            return SinglePrecision.Of(detector.call(here, Option<NoisedTargets>.None));
    }

    /// <summary>
    /// Detections of each image in COCO's results format, in pixels of its file; with masks where the detector predicts
    /// them.
    /// </summary>
    /// <param name="detector">Put into evaluation mode.</param>
    /// <param name="images">On any device.</param>
    /// <param name="sources">Id and size of each image's file.</param>
    /// <param name="classes">Categories of the detector's classes.</param>
    /// <param name="settings">How many detections, the suppression, the device and the precision.</param>
    public static ImmutableArray<ImmutableArray<Detection>> Run(
        Detector detector, ImageBatch images, ImmutableArray<CocoImage> sources, ClassList classes,
        InferenceSettings settings)
    {
        using var scope = NewDisposeScope();
        ImmutableArray<ImageSize> original = [.. sources.Select(source => new ImageSize(source.Height, source.Width))];
        return Forward(detector, images, settings.Device, settings.Precision) switch
        {
            MaskOutput output =>
                [.. InstanceSelection.Select(output, detector.Config, settings.PostProcessing, images, original)
                    .Zip(sources,
                        (found, source) => found.Select(one => DataSetPrediction.ToDetection(one, source.Id, classes))
                            .ToImmutableArray())],
            var output => [.. PostProcessing.Select(
                    output, detector.Config.Heads.Score, settings.PostProcessing, images.Sizes, original)
                .Zip(sources,
                    (found, source) => found.Boxes.Select(box => DataSetPrediction.ToDetection(box, source.Id, classes))
                        .ToImmutableArray())],
        };
    }

    /// <summary>
    /// Detections of images that are in memory, as one batch; each image's in COCO's results format, in its own pixels,
    /// numbered from 1.
    /// </summary>
    /// <param name="detector">Put into evaluation mode.</param>
    /// <param name="images">At least one, upright.</param>
    /// <param name="classes">Categories of the detector's classes.</param>
    /// <param name="settings">All of it but the batch.</param>
    public static ImmutableArray<ImmutableArray<Detection>> OfImages(
        Detector detector, ImmutableArray<PixelImage> images, ClassList classes, InferenceSettings settings)
    {
        using var scope = NewDisposeScope();
        var samples = images.Select((image, i) => new Sample(
            new CocoImage(i + 1, "", image.Width, image.Height), image,
            settings.Resize.View(new ImageSize(image.Height, image.Width)), ColourFactors.None, [])).ToArray();
        using var batch = BatchAssembly.Of(samples, detector.Config.Pixels);
        return Run(detector, batch.Images, batch.Sources, classes, settings);
    }
}
