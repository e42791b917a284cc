namespace StableDino.Foundation;

/// <summary>Where one level of the pyramid lies in the token sequence.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Start">Index of its first token; tokens are row-major.</param>
public readonly record struct LevelShape(int Height, int Width, int Start);
