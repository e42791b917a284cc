using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>
/// Reads Pascal VOC folders. Pixels are counted from 1, both ends included, unless a box of the set begins at 0.
/// </summary>
internal static class VocReader
{
    private sealed record LabelledImage(string Image, int Width, int Height, ImmutableArray<VocObject> Objects);

    public static ImmutableArray<ConvertedSplit> Read(string root, FaultList faults)
    {
        var folders = LabelFolders.Of(root, ".xml");
        if (folders.Count == 0)
        {
            faults.Add(new DataFault(DataFaultKind.FileMissing, "There are no annotations.", root, "",
                "Pascal VOC's layout is Annotations/*.xml beside JPEGImages/."));
            return [];
        }
        var pages = folders.Select(folder => Pages(folder, faults)).ToArray();
        ImmutableArray<CocoCategory> categories =
        [
            .. pages.SelectMany(some => some).SelectMany(page => page.Objects).Select(item => item.Name).Distinct()
                .Order(StringComparer.Ordinal).Select((name, i) => new CocoCategory(i + 1, name)),
        ];
        var fromZero = pages.SelectMany(some => some).SelectMany(page => page.Objects)
            .Any(item => item.XMin == 0 || item.YMin == 0);
        if (fromZero)
            faults.Add(
                new DataFault(DataFaultKind.ConversionLoss,
                    "A box begins at pixel 0: all boxes are taken to count from 0, where VOC counts from 1.", root, "",
                    "Nothing needs to be done if that is so."));
        return [.. folders.Select((folder, i) => Split(folder, pages[i], categories, fromZero, faults))];
    }

    private static ConvertedSplit Split(LabelFolders.Split folder, IReadOnlyList<LabelledImage> pages,
        ImmutableArray<CocoCategory> categories, bool fromZero, FaultList faults)
    {
        var ids = categories.ToDictionary(category => category.Name, category => category.Id);
        var (images, annotations, flags) = (ImmutableArray.CreateBuilder<CocoImage>(pages.Count),
            ImmutableArray.CreateBuilder<CocoAnnotation>(), ImmutableDictionary.CreateBuilder<long, VocFlags>());
        foreach (var page in pages)
        {
            images.Add(new(images.Count + 1, page.Image, page.Width, page.Height));
            foreach (var item in page.Objects)
            {
                annotations.Add(item.ToAnnotation(annotations.Count + 1, images[^1].Id, ids[item.Name], fromZero));
                if (item.Flags != default) flags[annotations[^1].Id] = item.Flags;
            }
        }
        if (flags.Values.Count(one => one.Difficult) is > 0 and var difficult)
            faults.Add(
                new DataFault(DataFaultKind.ConversionLoss,
                    $"{difficult} of {annotations.Count} objects are difficult: VOC's scores pass over them, COCO's "
                    + "count them.", folder.Labels, "",
                    "They keep the key \"difficult\"; remove them, or make them crowds, if they are not to count."));
        return new(ConvertedSplit.NameOf(folder.Name), new(images.ToImmutable(), categories, annotations.ToImmutable()),
            folder.Images, flags.ToImmutable());
    }

    private static List<LabelledImage> Pages(LabelFolders.Split folder, FaultList faults)
    {
        var (files, orphans) = LabelledImages.Of(folder, ".xml");
        foreach (var orphan in orphans)
            faults.Add(
                new DataFault(DataFaultKind.LabelOrphaned, "There is no image to this annotation; it is left out.",
                    orphan, "", $"Put the image into {folder.Images}, or remove the annotation."));
        if (files.Count(file => file.Label is null) is > 0 and var bare)
            faults.Add(
                new DataFault(DataFaultKind.LabelMissing,
                    $"{bare} of {files.Count} images have no annotation: they are background.", folder.Images, "",
                    "Nothing needs to be done if that is so."));
        var pages = new List<LabelledImage>();
        foreach (var (image, label) in files)
        {
            if (label is null) Add(image, "", VocPage.Empty);
            else VocXml.Read(label).Match(page => Add(image, label, page), faults.Add);
        }
        return pages;

        void Add(string image, string label, VocPage page)
        {
            var objects = ImmutableArray.CreateBuilder<VocObject>();
            foreach (var (line, item) in page.Objects)
                item.Match(
                    objects.Add,
                    problem =>
                        faults.Add(
                            new DataFault(DataFaultKind.LabelLineInvalid, $"{problem} It is left out.", label,
                                $"line {line}", "Write the name, and xmin, ymin, xmax and ymax in pixels.")));
            var (width, height) =
                page is { Width: > 0, Height: > 0 }
                    ? (page.Width, page.Height)
                    : ImageFile.Traits(Path.Combine(folder.Images, image), default)
                        .Match(traits => (traits.Size.Width, traits.Size.Height), _ => (0, 0));
            pages.Add(new(image, width, height, objects.ToImmutable()));
        }
    }
}
