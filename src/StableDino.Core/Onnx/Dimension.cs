using System.Globalization;

namespace StableDino.Onnx;

/// <summary>One side of a shape: a number, or a value that the graph computes, int64 [1].</summary>
public readonly record struct Dimension
{
    private readonly long number;
    private readonly Value? computed;

    private Dimension(long number, Value? computed) => (this.number, this.computed) = (number, computed);

    /// <summary>A number; 0 keeps the side of a reshaped input, −1 stands for what is left.</summary>
    public static implicit operator Dimension(long number) => new(number, null);

    /// <summary>A computed side, int64 [1].</summary>
    public static implicit operator Dimension(Value computed) => new(0, computed);

    /// <summary>The number, where it is one.</summary>
    internal long? Number => computed is null ? number : null;

    /// <summary>The side as a value of the graph, int64 [1].</summary>
    internal Value In(OnnxGraph graph) => computed ?? graph.Longs(number);

    /// <inheritdoc/>
    public override string ToString() => computed?.Name ?? number.ToString(CultureInfo.InvariantCulture);
}
