using System.Globalization;

namespace StableDino.Generators.Graph;

/// <summary>One side of a parameter's shape: a number, or the class count, known only at run time, and some more.</summary>
/// <param name="Size">The number, or how many more than classes.</param>
/// <param name="IsClasses">Whether the class count is added.</param>
internal sealed record Dimension(int Size, bool IsClasses = false)
{
    /// <summary>The class count.</summary>
    public static Dimension Classes { get; } = new(0, IsClasses: true);

    /// <summary>The classes and one more: an unknown one, or the background.</summary>
    public static Dimension ClassesAndOne { get; } = new(1, IsClasses: true);

    /// <summary>A fixed size.</summary>
    public static implicit operator Dimension(int size) => new(size);

    /// <summary>Its size for a class count.</summary>
    public long For(int classes) => IsClasses ? classes + Size : Size;

    /// <inheritdoc/>
    public override string ToString() => (IsClasses, Size) switch
    {
        (true, 0) => "classes",
        (true, _) => "classes + " + Size.ToString(CultureInfo.InvariantCulture),
        _ => Size.ToString(CultureInfo.InvariantCulture),
    };
}
