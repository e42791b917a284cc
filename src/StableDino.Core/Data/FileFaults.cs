using System.Collections.Immutable;
using LanguageExt;
using StableDino.Detectors;

namespace StableDino.Data;

/// <summary>What is wrong with the image files of a data set, in the order of its images.</summary>
internal static class FileFaults
{
    public static ImmutableArray<DataFault> Of(CocoAnnotations content, string folder, string annotationFile)
    {
        if (!Directory.Exists(folder))
            return [new DataFault("The image folder does not exist.", folder, "", $"Put the {content.Images.Length} images of {annotationFile} there.")];
        var found = new Option<DataFault>[content.Images.Length];
        Parallel.For(0, found.Length, i => found[i] = ImageFaults.Of(content.Images[i], annotationFile).Any()
            ? Option<DataFault>.None
            : Of(content.Images[i], Path.Combine(folder, content.Images[i].FileName)));
        return [.. found.SelectMany(fault => fault)];
    }

    private static Option<DataFault> Of(CocoImage image, string path)
    {
        var said = new ImageSize(image.Height, image.Width);
        return ImageFile.Size(path, said).Match(
            size => size == said
                ? ImageFile.LooksCutShort(path) ? ImageFile.Decode(path, said).Match(_ => Option<DataFault>.None, fault => fault) : Option<DataFault>.None
                : new DataFault(
                    $"The file has {size.Width} × {size.Height} pixels, its entry (image {image.Id}) says {image.Width} × {image.Height}.",
                    path, $"image {image.Id}", "Write the file's size, and boxes in its pixels; or put the right file there."),
            fault => fault);
    }
}
