using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>Reference points or boxes in the frame of every level.</summary>
/// <param name="Levels">For each level [B, Q, 2] or [B, Q, 4]; without padding all are one value.</param>
/// <param name="Boxes">Whether they are boxes.</param>
public sealed record FramedValues(ImmutableArray<Value> Levels, bool Boxes)
{
    /// <summary>References times the share of every level that is not padding.</summary>
    public static FramedValues Of(ReferenceValues references, TokenValues tokens)
    {
        var boxes = references.Coordinates == 4;
        Value Framed(Value ratio) => references.Places * (boxes ? ratio.Graph.Concat(-1, ratio, ratio) : ratio);
        return new(
            tokens.Mask is { } mask
                ? [.. mask.Ratios.Select(Framed)]
                : [.. tokens.Levels.Select(_ => references.Places)],
            boxes);
    }
}
