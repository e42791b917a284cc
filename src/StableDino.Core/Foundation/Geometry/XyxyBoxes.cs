using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Boxes as corners. A name for a tensor, not an owner of it.</summary>
/// <param name="Values">[…, 4]: left, top, right, bottom; x grows rightwards, y downwards.</param>
public readonly record struct XyxyBoxes(Tensor Values);
