using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public static partial class EncoderProposals
{
    /// <inheritdoc cref="Of"/>
    /// <returns>[B, S, 4] and bool [B, S, 1]; without padding both are those of one image.</returns>
    internal static (Value Logits, Value Usable) Emit(TokenValues tokens)
    {
        var boxes = tokens.Tokens.Graph.Concat(1, [.. tokens.Levels.Select((level, index) =>
            EmitLevel(level, index, tokens.Mask?.Maps[index]))]);
        var inside = ((boxes > Border) & (boxes < 1 - Border)).To(ElementType.Int32).Min(-1, keep: true)
            .To(ElementType.Boolean);
        var usable = tokens.Mask is { } mask ? inside & !mask.Tokens.Unsqueeze(-1) : inside;
        return ((boxes / (1 - boxes)).Log().KeptWhere(usable, double.PositiveInfinity), usable);
    }

    private static Value EmitLevel(LevelValues level, int index, Value? padding)
    {
        var graph = level.Cells.Graph;
        var extent = level.Extent;
        if (padding is { } map)
        {
            var valid = (!map).To(ElementType.Single);
            extent = graph.Concat(-1, valid.Select(1, 0).Sum(1, keep: true), valid.Select(2, 0).Sum(1, keep: true))
                .Unsqueeze(1);
        }

        var centres = EncoderReferences.EmitGrid(level) / extent;
        var size = graph.Apply("Expand", graph.Single(FinestSize * Math.Pow(2, index)), centres.Shape());
        return graph.Concat(-1, centres, size);
    }
}
