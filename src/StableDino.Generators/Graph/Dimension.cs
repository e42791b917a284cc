using System.Globalization;

namespace StableDino.Generators.Graph;

/// <summary>One side of a parameter's shape: a number, or the class count that is known only at run time.</summary>
/// <param name="Size">The number; unused for the class count.</param>
/// <param name="IsClasses">Whether it is the class count.</param>
internal sealed record Dimension(int Size, bool IsClasses = false)
{
    /// <summary>The class count.</summary>
    public static Dimension Classes { get; } = new(0, IsClasses: true);

    /// <summary>A fixed size.</summary>
    public static implicit operator Dimension(int size) => new(size);

    /// <summary>Its size for a class count.</summary>
    public long For(int classes) => IsClasses ? classes : Size;

    /// <inheritdoc/>
    public override string ToString() => IsClasses ? "classes" : Size.ToString(CultureInfo.InvariantCulture);
}
