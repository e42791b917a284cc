using System.Globalization;

namespace StableDino.Onnx;

/// <summary>One side of an input or output: a number, or the name of what is only known when the graph runs.</summary>
public readonly record struct Side
{
    private Side(long? number, string name) => (Number, Name) = (number, name);

    /// <summary>The number, where it is one.</summary>
    public long? Number { get; }

    /// <summary>The name, where it is any number.</summary>
    public string Name { get; }

    /// <summary>A number.</summary>
    public static implicit operator Side(long number) => new(number, "");

    /// <summary>Any number, under a name.</summary>
    public static implicit operator Side(string name) => new(null, name);

    /// <inheritdoc/>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? Name;
}
