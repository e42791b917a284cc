using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Denoising;
using StableDino.Detectors;
using StableDino.Kernels;
using StableDino.Training;
using static TorchSharp.torch;

namespace StableDino.Inference;

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
            return SinglePrecision.Of(detector.call(here, Option<NoisedTruths>.None));
    }

    /// <summary>Detections of each image in pixels of its original size.</summary>
    /// <param name="detector">Put into evaluation mode.</param>
    /// <param name="images">On any device.</param>
    /// <param name="original">Size of each image's file.</param>
    /// <param name="config">How many detections, and the suppression.</param>
    /// <param name="device">The detector's.</param>
    /// <param name="precision">Arithmetic of the forward pass.</param>
    public static ImmutableArray<ImageDetections> Run(
        Detector detector, ImageBatch images, ImmutableArray<ImageSize> original, PostProcessingConfig config, Device device, Precision precision)
    {
        using var scope = NewDisposeScope();
        return PostProcessing.Select(Forward(detector, images, device, precision), config, images.Sizes, original);
    }
}
