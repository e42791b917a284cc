namespace StableDino.Data;

/// <summary>An image of a COCO-format data set.</summary>
/// <param name="Id">Its id; any integer, gaps allowed.</param>
/// <param name="FileName">File name below the split's folder.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record CocoImage(long Id, string FileName, int Width, int Height);
