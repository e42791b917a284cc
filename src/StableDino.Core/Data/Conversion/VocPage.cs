using System.Collections.Immutable;
using System.Globalization;
using LanguageExt;

namespace StableDino.Data;

/// <summary>What an annotation file holds.</summary>
/// <param name="Width">Columns of the image as the file says, or 0.</param>
/// <param name="Height">Rows, or 0.</param>
/// <param name="Objects">Its objects in their order, or what is wrong with one, and on which line each begins.</param>
internal sealed record VocPage(
    int Width, int Height, ImmutableArray<(int Line, Either<string, VocObject> Object)> Objects)
{
    /// <summary>An image without a file, or without an object.</summary>
    public static VocPage Empty { get; } = new(0, 0, []);

    /// <summary>The page with what its <c>size</c> says.</summary>
    public VocPage Sized(VocElement size) => this with { Width = Side(size["width"]), Height = Side(size["height"]) };

    private static int Side(VocElement? side) =>
        int.TryParse(side?.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var pixels) ? pixels : 0;
}
