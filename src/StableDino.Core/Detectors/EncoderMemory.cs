using static TorchSharp.torch;

namespace StableDino.Detectors;

/// <summary>What the encoder made of the tokens.</summary>
/// <param name="Memory">[B, S, width].</param>
/// <param name="Tokens">The sequence it was made from.</param>
public sealed record EncoderMemory(Tensor Memory, TokenSequence Tokens);
