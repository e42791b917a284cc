using static TorchSharp.torch;

namespace StableDino.Detectors;

/// <summary>Queries after each decoder layer.</summary>
/// <param name="States">[L, B, Q, width], normalised.</param>
/// <param name="References">[L, B, Q, 4]: the reference box that layer l's prediction is relative to.</param>
/// <param name="DenoisingCount">How many of the Q come first as denoising queries.</param>
public sealed record DecoderStates(Tensor States, Tensor References, int DenoisingCount);
