using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>What <see cref="FusedAdamW"/> remembers of one parameter.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="First">Running mean of its gradient; the parameter's shape. The optimizer's own tensor, not a
/// copy.</param>
/// <param name="Second">Running mean of its squared gradient; the parameter's shape. The optimizer's own tensor, not a
/// copy.</param>
/// <param name="Step">Steps it has taken: float32 without dimensions. The optimizer's own tensor, not a copy.</param>
public sealed record AdamMoments(string Name, Tensor First, Tensor Second, Tensor Step);
