using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>What is wrong with the records of images, their files aside.</summary>
internal static class ImageFaults
{
    /// <summary>
    /// The images by id; one whose size is unknown, because it has none or shares its id with another, is there
    /// with size 0.
    /// </summary>
    public static Dictionary<long, CocoImage> Collect(ImmutableArray<CocoImage> images, FaultList faults)
    {
        var byId = new Dictionary<long, CocoImage>(images.Length);
        var byName = new Dictionary<string, long>(images.Length, StringComparer.Ordinal);
        foreach (var image in images)
        {
            if (!byId.TryAdd(image.Id, image))
            {
                Add(faults, image, DataFaultKind.ImageIdRepeated,
                    $"Image id {image.Id} is used twice, by {byId[image.Id].FileName} and {image.FileName}.",
                    "Give each image an id of its own.");
                byId[image.Id] = byId[image.Id] with { Width = 0, Height = 0 };
            }
            else if (!byName.TryAdd(image.FileName, image.Id) && image.FileName.Length > 0)
                Add(faults, image, DataFaultKind.ImageNameRepeated,
                    $"{image.FileName} is listed twice, as image {byName[image.FileName]} and as image {image.Id}.",
                    "List it once, with the annotations of both.");
            Record(image, faults);
        }
        return byId;
    }

    /// <summary>Whether an image's file may be opened: it has a name, and one that stays in its folder.</summary>
    public static bool NameIsSafe(string name) =>
        name.Length > 0 && !Path.IsPathRooted(name) && name[0] is not ('/' or '\\')
        && !(name.Length > 1 && name[1] == ':') && !name.Contains('\0', StringComparison.Ordinal)
        && !name.Split('/', '\\').Contains("..");

    /// <summary>Whether a size is one that images have and that is read.</summary>
    public static bool SizeIsUsable(long width, long height) =>
        width > 0 && height > 0 && width <= ImageFile.LargestPixelCount / height;

    private static void Record(CocoImage image, FaultList faults)
    {
        if (image.Width <= 0 || image.Height <= 0)
            Add(faults, image, DataFaultKind.ImageSizeInvalid,
                $"Image {image.Id} says it is {image.Width} × {image.Height} pixels.",
                "Write the width and height of its file.");
        else if (!SizeIsUsable(image.Width, image.Height))
            Add(faults, image, DataFaultKind.ImageSizeInvalid,
                $"Image {image.Id} says it is {image.Width} × {image.Height} pixels; at most "
                + $"{ImageFile.LargestPixelCount} pixels are read.",
                "Write the width and height of its file.");
        if (image.FileName.Length == 0)
            Add(faults, image, DataFaultKind.ImageNameEmpty, $"Image {image.Id} has no file name.",
                "Add \"file_name\".");
        else if (!NameIsSafe(image.FileName))
            Add(faults, image, DataFaultKind.ImageNameOutside,
                $"Image {image.Id}'s file name \"{image.FileName}\" leads out of the image folder.",
                "Write it relative to the folder of its split.");
    }

    private static void Add(FaultList faults, CocoImage image, DataFaultKind kind, string message, string hint) =>
        faults.Add(kind, message, $"image {image.Id}", hint, image: image.Id);
}
