using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>The padding of a batch at the size of one of its maps.</summary>
internal static partial class LevelPadding
{
    /// <summary>The nearest pixel's padding for each cell.</summary>
    /// <param name="padding">[B, H, W], bool.</param>
    /// <param name="map">[B, C, h, w].</param>
    /// <returns>[B, h, w], bool; the caller owns it.</returns>
    public static Tensor Of(Tensor padding, Tensor map) => Foundation.Scoped.Run(() =>
        functional.interpolate(padding.unsqueeze(1).to_type(ScalarType.Float32), [map.shape[2], map.shape[3]],
            mode: InterpolationMode.Nearest)
            .squeeze(1).to_type(ScalarType.Bool));
}
