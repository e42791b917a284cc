using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>The shape of a level, known when the graph runs; each int64 [1].</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Cells">Both multiplied.</param>
public sealed record LevelValues(Value Height, Value Width, Value Cells)
{
    /// <summary>That of a map [B, C, H, W].</summary>
    public static LevelValues Of(Value map)
    {
        var (height, width) = (map.Size(2), map.Size(3));
        return new(height, width, height * width);
    }

    /// <summary>Width and height, float32 [2].</summary>
    public Value Extent => Width.Graph.Concat(0, Width, Height).To(ElementType.Single);
}
