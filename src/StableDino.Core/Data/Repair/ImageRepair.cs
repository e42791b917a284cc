using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Images of a repaired copy, and how much their boxes grow.</summary>
internal static class ImageRepair
{
    /// <summary>
    /// Each image as it stays, or none; with the factors by which its annotations are to be multiplied.
    /// </summary>
    public static ImmutableArray<Option<(CocoImage Image, double ScaleX, double ScaleY)>> Of(
        SplitReport split, List<DataChange> changes)
    {
        var taken = new System.Collections.Generic.HashSet<long>();
        return [.. split.Sound.Images.Select((image, i) =>
            One(image, i < split.Files.Length ? split.Files[i] : ImageFinding.None, taken, split, changes))];
    }

    private static Option<(CocoImage, double, double)> One(
        CocoImage image, ImageFinding file, System.Collections.Generic.HashSet<long> taken, SplitReport split,
        List<DataChange> changes)
    {
        if (image.FileName.Length == 0) return Drop(DataFaultKind.ImageNameEmpty, "it has no file name");
        if (!ImageFaults.NameIsSafe(image.FileName))
            return Drop(DataFaultKind.ImageNameOutside, $"\"{image.FileName}\" leads out of the image folder");
        if (file.Unreadable.Case is DataFaultKind unreadable)
            return Drop(unreadable, $"{image.FileName} cannot be used");
        if (!taken.Add(image.Id))
            return Drop(DataFaultKind.ImageIdRepeated,
                $"{image.FileName} shares its id with an image before it, which keeps the annotations: look at that "
                + "one");
        if (file.Measured.Case is not ImageSize size)
            return ImageFaults.SizeIsUsable(image.Width, image.Height)
                ? (image, 1, 1)
                : Drop(DataFaultKind.ImageSizeInvalid, $"it says {image.Width} × {image.Height} pixels");
        if (size.Width == image.Width && size.Height == image.Height) return (image, 1, 1);
        var measured = image with { Width = size.Width, Height = size.Height };
        if (!ImageFaults.SizeIsUsable(image.Width, image.Height))
        {
            Note(DataFaultKind.ImageSizeInvalid,
                $"size {image.Width} × {image.Height} became its file's {size.Width} × {size.Height}", isLoss: false);
            return (measured, 1, 1);
        }
        var (x, y) = ((double)size.Width / image.Width, (double)size.Height / image.Height);
        if (Math.Abs(x * image.Height - size.Height) > 1 || Math.Abs(y * image.Width - size.Width) > 1)
            return Drop(DataFaultKind.ImageSizeDiffers,
                $"its file has {size.Width} × {size.Height} pixels, of another shape than {image.Width} × "
                + $"{image.Height}: nothing shows where its boxes belong");
        Note(DataFaultKind.ImageSizeDiffers,
            $"size {image.Width} × {image.Height} became its file's {size.Width} × {size.Height}, and its annotations "
            + "were scaled", isLoss: false);
        return (measured, x, y);

        Option<(CocoImage, double, double)> Drop(DataFaultKind kind, string why)
        {
            Note(kind, why, isLoss: true);
            return default;
        }

        void Note(DataFaultKind kind, string what, bool isLoss) =>
            changes.Add(new(kind, split.Paths.Name, $"image {image.Id}", what, isLoss));
    }
}
