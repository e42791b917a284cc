using System.Globalization;

namespace StableDino.Generators.Graph;

/// <summary>
/// One side of a parameter's shape: a number and so many times the class count, known only at run time.
/// </summary>
/// <param name="Size">The number.</param>
/// <param name="Times">How often the class count is added.</param>
internal sealed record Dimension(int Size, int Times = 0)
{
    /// <summary>The class count.</summary>
    public static Dimension Classes { get; } = new(0, Times: 1);

    /// <summary>The classes and one more: an unknown one, or the background.</summary>
    public static Dimension ClassesAndOne { get; } = new(1, Times: 1);

    /// <summary>So many for each class.</summary>
    public static Dimension ClassesTimes(int times) => new(0, times);

    /// <summary>A fixed size.</summary>
    public static implicit operator Dimension(int size) => new(size);

    /// <summary>Its size for a class count.</summary>
    public long For(int classes) => ((long)Times * classes) + Size;

    /// <inheritdoc/>
    public override string ToString() => (Times, Size) switch
    {
        (0, _) => Size.ToString(CultureInfo.InvariantCulture),
        (1, 0) => "classes",
        (1, _) => "classes + " + Size.ToString(CultureInfo.InvariantCulture),
        (_, 0) => Times.ToString(CultureInfo.InvariantCulture) + " * classes",
        _ => string.Format(CultureInfo.InvariantCulture, "{0} * classes + {1}", Times, Size),
    };
}
