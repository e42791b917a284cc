using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// Sines and cosines of coordinates at geometrically spaced frequencies (Vaswani et al., 2017), interleaved.
/// </summary>
public static partial class SineEmbedding
{
    /// <summary>Ratio of the slowest to the fastest frequency, but where another is asked for.</summary>
    public const double Temperature = 10_000;

    private const double LastRowEpsilon = 1e-6;

    /// <summary>
    /// Embedding of every place of a map: channels of y, then of x. Coordinates count the cells that are not padding
    /// from the top and
    /// the left, are moved by <paramref name="offset"/>, and are scaled so that the last of them is about 2π.
    /// </summary>
    /// <param name="padding">[B, H, W], bool; true marks padding.</param>
    /// <param name="width">Channels of the result; divisible by 4.</param>
    /// <param name="offset">−0.5 takes the centres of the cells.</param>
    /// <param name="temperature">Ratio of the slowest to the fastest frequency.</param>
    /// <param name="type">Of the result: float32, or float64 in a detector of double precision.</param>
    /// <returns>[B, H, W, width]. Cells of rows or columns that are padding as a whole hold large angles.</returns>
    public static Tensor OfMap(
        Tensor padding, int width, double offset = -0.5, double temperature = Temperature,
        ScalarType type = ScalarType.Float32) => Scoped.Run(() =>
    {
        var valid = padding.logical_not();
        var y = valid.cumsum(1, type);
        var x = valid.cumsum(2, type);
        y = (y + offset) / (y.narrow(1, -1, 1) + LastRowEpsilon) * (2 * Math.PI);
        x = (x + offset) / (x.narrow(2, -1, 1) + LastRowEpsilon) * (2 * Math.PI);
        return cat([Waves(y, width / 2, temperature), Waves(x, width / 2, temperature)], -1);
    });

    /// <summary>
    /// Embedding of reference boxes or points: channels of y, then x, then (for boxes) w and h; the angle is 2π times
    /// the coordinate.
    /// </summary>
    /// <param name="references">[…, 2] (x, y) or […, 4] (x, y, w, h).</param>
    /// <param name="channels">Channels of each coordinate; even.</param>
    /// <returns>[…, 2·channels] or […, 4·channels].</returns>
    public static Tensor OfReferences(Tensor references, int channels) => Scoped.Run(() =>
    {
        var angles = (references * (2 * Math.PI)).unbind(-1);
        (angles[0], angles[1]) = (angles[1], angles[0]);
        return cat([.. angles.Select(angle => Waves(angle, channels))], -1);
    });

    /// <summary>Embedding of single coordinates; the angle is 2π times the coordinate.</summary>
    /// <param name="coordinates">[…], in [0, 1].</param>
    /// <param name="channels">Channels of the result; even.</param>
    /// <param name="temperature">Ratio of the slowest to the fastest frequency.</param>
    /// <returns>[…, channels].</returns>
    public static Tensor OfCoordinates(Tensor coordinates, int channels, double temperature = Temperature) =>
        Scoped.Run(() => Waves(coordinates * (2 * Math.PI), channels, temperature));

    /// <summary>
    /// Embedding of proposals, in their own order: channels of x, then y, w and h; the angle is 2π times the
    /// coordinate.
    /// </summary>
    /// <param name="boxes">[…, 4] (x, y, w, h).</param>
    /// <param name="channels">Channels of each coordinate; even.</param>
    /// <returns>[…, 4·channels].</returns>
    public static Tensor OfProposals(Tensor boxes, int channels) =>
        Scoped.Run(() => Waves(boxes * (2 * Math.PI), channels).flatten(-2));

    private static Tensor Waves(Tensor angle, int channels, double temperature = Temperature)
    {
        var exponents = arange(channels / 2, dtype: Widened.TypeBeside(angle), device: angle.device) * (2.0 / channels);
        var periods = full_like(exponents, temperature).pow(exponents);
        var waves = angle.unsqueeze(-1) / periods;
        return stack([waves.sin(), waves.cos()], -1).flatten(-2);
    }
}
