using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public static partial class EncoderReferences
{
    /// <inheritdoc cref="Of"/>
    internal static FramedValues Emit(TokenValues tokens)
    {
        Value Centres(LevelValues level, int index) => EmitGrid(level)
            / (tokens.Mask is { } mask ? mask.Ratios[index] * level.Extent : level.Extent);
        var centres = tokens.Tokens.Graph.Concat(1, [.. tokens.Levels.Select(Centres)]);
        return FramedValues.Of(new(centres, Coordinates: 2), tokens);
    }

    /// <inheritdoc cref="Grid"/>
    /// <returns>[1, H·W, 2].</returns>
    internal static Value EmitGrid(LevelValues level)
    {
        Value Line(Value count, long axis) =>
            (count.Graph.Range(count).To(ElementType.Single) + 0.5).Unsqueeze(axis)
                .Expand(level.Height, level.Width).Unsqueeze(-1);
        return level.Cells.Graph.Concat(-1, Line(level.Width, 0), Line(level.Height, 1)).Reshape(1, -1, 2);
    }
}
