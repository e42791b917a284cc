namespace StableDino.Data;

/// <summary>How far a check of image files is.</summary>
/// <param name="Split">The split.</param>
/// <param name="Done">Images looked at.</param>
/// <param name="Total">Images of the split.</param>
public readonly record struct CheckProgress(string Split, int Done, int Total);
