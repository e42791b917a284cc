using StableDino.Onnx;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

public static partial class SineEmbedding
{
    /// <inheritdoc cref="OfMap"/>
    /// <returns>[B, H·W, width].</returns>
    internal static Value EmitMap(Value padding, int width, double offset, double temperature)
    {
        var valid = (!padding).To(ElementType.Single);
        Value Flat(long axis)
        {
            var cells = valid.CumSum(axis);
            var angle = (cells + offset) / (cells.Slice(axis, -1, long.MaxValue) + LastRowEpsilon) * (2 * Math.PI);
            return EmitWaves(angle, width / 2, leading: 3, temperature);
        }

        return padding.Graph.Concat(-1, Flat(1), Flat(2)).Reshape(0, -1, width);
    }

    /// <summary>The same without padding: one embedding for all images.</summary>
    /// <returns>[1, H·W, width].</returns>
    internal static Value EmitPlaces(LevelValues level, int width, double offset, double temperature)
    {
        Value Line(Value count)
        {
            var cells = count.Graph.Range(count).To(ElementType.Single) + (1 + offset);
            var angle = cells / (count.To(ElementType.Single) + LastRowEpsilon) * (2 * Math.PI);
            return EmitWaves(angle, width / 2, leading: 1, temperature);
        }

        var rows = Line(level.Height).Unsqueeze(1).Expand(level.Height, level.Width, width / 2);
        var columns = Line(level.Width).Unsqueeze(0).Expand(level.Height, level.Width, width / 2);
        return rows.Graph.Concat(-1, rows, columns).Reshape(1, -1, width);
    }

    /// <inheritdoc cref="OfReferences"/>
    /// <param name="references">[B, Q, <paramref name="coordinates"/>].</param>
    /// <param name="coordinates">2 or 4.</param>
    /// <param name="channels">Channels of each coordinate; even.</param>
    internal static Value EmitReferences(Value references, int coordinates, int channels)
    {
        var order = coordinates == 2 ? references.Graph.Longs(1, 0) : references.Graph.Longs(1, 0, 2, 3);
        return EmitWaves(references.Gather(-1, order) * (2 * Math.PI), channels, leading: 3, Temperature)
            .Reshape(0, 0, coordinates * channels);
    }

    /// <inheritdoc cref="OfCoordinates"/>
    internal static Value EmitCoordinates(Value coordinates, int channels, int leading, double temperature) =>
        EmitWaves(coordinates * (2 * Math.PI), channels, leading, temperature);

    /// <inheritdoc cref="OfProposals"/>
    internal static Value EmitProposals(Value boxes, int channels) =>
        EmitWaves(boxes * (2 * Math.PI), channels, leading: 3, Temperature).Reshape(0, 0, 4 * channels);

    // Angles of so many leading axes to […, channels].
    private static Value EmitWaves(Value angle, int channels, int leading, double temperature)
    {
        var graph = angle.Graph;
        var waves = angle.Unsqueeze(-1) / graph.Constant($"periods {channels} {temperature:R}", () =>
        {
            var exponents = arange(channels / 2, dtype: ScalarType.Float32) * (2.0 / channels);
            return full_like(exponents, temperature).pow(exponents);
        });
        var pairs = graph.Concat(-1, graph.Apply("Sin", waves).Unsqueeze(-1), graph.Apply("Cos", waves).Unsqueeze(-1));
        return pairs.Reshape([.. Enumerable.Repeat<Dimension>(0, leading), channels]);
    }
}
