namespace StableDino.Data;

/// <summary>A category of a COCO-format data set.</summary>
/// <param name="Id">Its id; gaps allowed.</param>
/// <param name="Name">Its name.</param>
public sealed record CocoCategory(long Id, string Name);
