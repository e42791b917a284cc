using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>The map that masks are read from.</summary>
/// <param name="Values">[B, D, h, w]: an embedding of each cell of the backbone's finest map, over the padded images;
/// stride 4 if that is stage 2.</param>
/// <param name="ValidRatios">[B, 2]: share of its width and height that is not padding, as (x, y).</param>
public sealed record PixelEmbeddings(Tensor Values, Tensor ValidRatios);
