using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Boxes as centre and size. A name for a tensor, not an owner of it.</summary>
/// <param name="Values">[…, 4]: centre-x, centre-y, width, height.</param>
public readonly record struct CxcywhBoxes(Tensor Values);
