using System.Collections.Immutable;

namespace StableDino.Reporting;

/// <summary>
/// A drawing as data: marks in painting order. <see cref="FigureSvg"/> and <see cref="FigurePng"/> put it on paper.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Title">What a screen reader reads.</param>
/// <param name="Marks">What is drawn; origin at the top left.</param>
public sealed record Figure(int Width, int Height, string Title, ImmutableArray<Mark> Marks);
