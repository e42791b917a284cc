using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>
/// Predictions in fp32, whatever the forward pass was computed in: losses, costs and scores are taken from these.
/// </summary>
public static class SinglePrecision
{
    /// <summary>The same numbers; tensors that are fp32 already are not copied.</summary>
    public static DetectorOutput Of(DetectorOutput output) =>
        output.Map(predicted => predicted.to(float32));
}
