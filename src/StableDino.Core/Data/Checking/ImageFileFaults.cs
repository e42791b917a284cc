using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>What is wrong with the image files of a split, in the order of its images.</summary>
internal static class ImageFileFaults
{
    /// <param name="paths">Where they lie.</param>
    /// <param name="images">Their records.</param>
    /// <param name="allListed">Whether all records could be read, so that other images in the folder are
    /// orphans.</param>
    /// <param name="depth">How closely files are looked at.</param>
    /// <param name="progress">Called with the number done.</param>
    public static (FaultList Faults, ImmutableArray<ImageFinding> Files) Collect(
        SplitPaths paths, ImmutableArray<CocoImage> images, bool allListed, CheckDepth depth, Action<int> progress)
    {
        var faults = new FaultList(paths.Images);
        var present = Present(paths.Images);
        var names = present.ToLookup(
            name => CategoryFaults.Letters(Path.GetFileNameWithoutExtension(name)), StringComparer.Ordinal);
        var done = 0;
        var found = new (DataFault[] Faults, ImageFinding File)[images.Length];
        Parallel.For(0, found.Length, i =>
        {
            found[i] = ImageFaults.NameIsSafe(images[i].FileName)
                ? Of(images[i], Path.Combine(paths.Images, images[i].FileName), depth, names)
                : ([], ImageFinding.None);
            progress(Interlocked.Increment(ref done));
        });
        foreach (var fault in found.SelectMany(some => some.Faults)) faults.Add(fault);
        var listed = images.Select(image => image.FileName.Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);
        foreach (var name in present.Where(name => allListed && !listed.Contains(name) && LooksLikePicture(name)))
            faults.Add(new DataFault(DataFaultKind.ImageOrphaned, "No entry lists this image: nobody learns from it.",
                Path.Combine(paths.Images, name), "", $"List it in {paths.Annotations}, or remove it."));
        return (faults, [.. found.Select(some => some.File)]);
    }

    /// <summary>Whether a name ends as images do.</summary>
    public static bool LooksLikePicture(string name) =>
        Path.GetExtension(name).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG" or ".WEBP" or ".BMP" or ".GIF";

    /// <summary>Files below a folder, by name relative to it.</summary>
    private static List<string> Present(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*",
            new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, IgnoreInaccessible = true })
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static (DataFault[] Faults, ImageFinding File) Of(
        CocoImage image, string path, CheckDepth depth, ILookup<string, string> names)
    {
        var said = ImageFaults.SizeIsUsable(image.Width, image.Height)
            ? new ImageSize(image.Height, image.Width)
            : Option<ImageSize>.None;
        var traits = ImageFile.Traits(path, said);
        DataFault[] faults =
        [
            .. traits.Match(
                    header => Traits(image, header, said, path).Concat(Body(path, depth)),
                    fault =>
                        [fault.Kind == DataFaultKind.ImageMissing
                            ? fault with { Hint = Hint(image, names, fault.Hint) }
                            : fault])
                .Select(fault => fault with { Place = $"image {image.Id}", ImageId = image.Id }),
        ];
        var unreadable = faults.Where(fault => fault.IsError && fault.Kind != DataFaultKind.ImageSizeDiffers)
            .SelectMany(fault => fault.Kind).ToArray();
        return (faults,
            new(unreadable.Length > 0 ? unreadable[0] : Option<DataFaultKind>.None,
                traits.Match(header => header.Size, _ => Option<ImageSize>.None)));
    }

    private static string Hint(CocoImage image, ILookup<string, string> names, string otherwise) =>
        names[CategoryFaults.Letters(Path.GetFileNameWithoutExtension(image.FileName))]
            .ToArray() is { Length: > 0 } alike
            ? $"There is {NearestNames.Of(image.FileName, alike, 1)[0]}: is that the one?"
            : otherwise;

    private static IEnumerable<DataFault> Traits(
        CocoImage image, ImageTraits traits, Option<ImageSize> said, string path)
    {
        DataFault Fault(DataFaultKind kind, string message, string hint) => new(kind, message, path, "", hint);
        if (said.IsSome && said != traits.Size)
            yield return Fault(DataFaultKind.ImageSizeDiffers,
                $"The file has {traits.Size.Width} × {traits.Size.Height} pixels, its entry (image {image.Id}) says "
                + $"{image.Width} × {image.Height}.",
                "Write the file's size, and boxes in its pixels; or put the right file there.");
        if (traits.IsTurned)
            yield return Fault(DataFaultKind.ImageSideways,
                $"EXIF asks to turn the stored image; its boxes are taken to be in a picture of "
                + $"{traits.Size.Width} × {traits.Size.Height}.",
                "Other tools may read it otherwise: store it upright, for example with jpegtran or exiftran.");
        if (traits.Colour == ImageColour.Cmyk)
            yield return Fault(DataFaultKind.ImageCmyk,
                "The image is in CMYK; its colours are read without their profile.", "Store it as RGB.");
        if (traits.Colour == ImageColour.Grey)
            yield return Fault(DataFaultKind.ImageGrey, "The image is grey; its three channels are equal.", "");
        if (traits.IsTransparent)
            yield return Fault(DataFaultKind.ImageTransparent,
                "The image has an alpha channel, which is dropped: what is transparent shows its colour.",
                "Store it as people should see it.");
        if (traits.Frames > 1)
            yield return Fault(DataFaultKind.ImageAnimated,
                $"The file has {traits.Frames} images; the first is used.",
                "Store each image in a file of its own.");
        if (LooksLikePicture(path)
            && Path.GetExtension(path).TrimStart('.').ToLowerInvariant()
                .Replace("jpeg", "jpg", StringComparison.Ordinal) != traits.Format)
            yield return Fault(DataFaultKind.ImageFormatDiffers, $"The file is {traits.Format}, unlike its name.", "");
    }

    private static Option<DataFault> Body(string path, CheckDepth depth) =>
        depth == CheckDepth.Pixels || ImageFile.LooksCutShort(path) ? ImageFile.Verify(path) : Option<DataFault>.None;
}
