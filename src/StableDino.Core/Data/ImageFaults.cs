namespace StableDino.Data;

/// <summary>What is wrong with one image's record, its file aside.</summary>
internal static class ImageFaults
{
    public static IEnumerable<DataFault> Of(CocoImage image, string file)
    {
        var place = $"image {image.Id}";
        if (image.Width <= 0 || image.Height <= 0)
            yield return new($"Image {image.Id} says it is {image.Width} × {image.Height} pixels.", file, place, "Write the width and height of its file.");
        if (image.FileName.Length == 0)
            yield return new($"Image {image.Id} has no file name.", file, place, "Add \"file_name\".");
        else if (Path.IsPathRooted(image.FileName) || image.FileName.Split('/', '\\').Contains(".."))
            yield return new($"Image {image.Id}'s file name \"{image.FileName}\" leads out of the image folder.", file, place, "Write it relative to the folder of its split.");
    }
}
