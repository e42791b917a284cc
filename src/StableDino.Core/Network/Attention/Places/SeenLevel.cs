using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>One level of the memory, and what of it each query sees.</summary>
/// <param name="Memory">[B, S, width].</param>
/// <param name="Positions">[B, S, width]: added for keys.</param>
/// <param name="Visible">[B, Q, S], bool; true in some place of every row.</param>
public sealed record SeenLevel(Tensor Memory, Tensor Positions, Tensor Visible);
