using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>How a detector is run over images.</summary>
/// <param name="Resize">Size at which it sees them.</param>
/// <param name="PostProcessing">How many detections, and the suppression.</param>
/// <param name="Device">The detector's device.</param>
/// <param name="Batch">Images at a time. With <see cref="PaddingPolicy.Masked"/> results do not depend on it.</param>
/// <param name="Precision">Arithmetic of the forward pass.</param>
/// <param name="Workers">Threads that load images.</param>
public sealed record InferenceSettings(
    ResizeConfig Resize, PostProcessingConfig PostProcessing, Device Device, int Batch = 4,
    Precision Precision = Precision.Fp32, int Workers = 1);
