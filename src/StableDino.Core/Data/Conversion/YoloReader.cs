using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Data;

/// <summary>Reads YOLO folders.</summary>
internal static class YoloReader
{
    private const long LargestLabel = 1 << 26;

    public static ImmutableArray<ConvertedSplit> Read(string root, FaultList faults)
    {
        var folders = LabelFolders.Of(root, ".txt");
        if (folders.Count == 0)
        {
            faults.Add(new DataFault(DataFaultKind.FileMissing, "There are no labels.", root, "",
                "YOLO's layout is labels/<split>/*.txt beside images/<split>/."));
            return [];
        }
        var names = YoloNames.Of(root, faults);
        var splits = folders.Select(folder => Split(folder, names.Length, faults)).ToArray();
        var most = splits.SelectMany(split => split.Content.Annotations).Select(a => (int)a.CategoryId)
            .DefaultIfEmpty().Max();
        ImmutableArray<CocoCategory> categories = names.IsEmpty
            ? [.. Enumerable.Range(0, most).Select(index => new CocoCategory(index + 1, $"class-{index}"))]
            : [.. names.Select((name, index) => new CocoCategory(index + 1, name))];
        return [.. splits.Select(split => split with { Content = split.Content with { Categories = categories } })];
    }

    private static ConvertedSplit Split(LabelFolders.Split folder, int classes, FaultList faults)
    {
        var (files, orphans) =
            LabelledImages.Of(folder, ".txt", "classes.txt", "labels.txt", "train.txt", "val.txt", "test.txt",
                "README.txt", "README.roboflow.txt", "README.dataset.txt");
        foreach (var orphan in orphans)
            faults.Add(new DataFault(DataFaultKind.LabelOrphaned, "There is no image to this label; it is left out.",
                orphan, "", $"Put the image into {folder.Images}, or remove the label."));
        var (images, annotations) =
            (ImmutableArray.CreateBuilder<CocoImage>(files.Count), ImmutableArray.CreateBuilder<CocoAnnotation>());
        foreach (var (name, label) in files)
            ImageFile.Traits(Path.Combine(folder.Images, name), default).Match(
                traits =>
                {
                    images.Add(new(images.Count + 1, name, traits.Size.Width, traits.Size.Height));
                    if (label is not null) Lines(label, images[^1], classes, annotations, faults);
                },
                fault => faults.Add(fault with { Message = $"{fault.Message} It is left out, and its label." }));
        if (files.Count(file => file.Label is null) is > 0 and var bare)
            faults.Add(
                new DataFault(DataFaultKind.LabelMissing,
                    $"{bare} of {files.Count} images have no label file: they are background.", folder.Images, "",
                    "Nothing needs to be done if that is so."));
        return new(ConvertedSplit.NameOf(folder.Name), new(images.ToImmutable(), [], annotations.ToImmutable()),
            folder.Images, ImmutableDictionary<long, VocFlags>.Empty);
    }

    private static void Lines(string label, CocoImage image, int classes,
        ImmutableArray<CocoAnnotation>.Builder annotations, FaultList faults)
    {
        if (new FileInfo(label).Length > LargestLabel)
        {
            Fault(DataFaultKind.LabelLineInvalid, "The label file is larger than 64 MB; it is left out.", "",
                "Is this a label file?");
            return;
        }
        var number = 0;
        foreach (var line in File.ReadLines(label))
        {
            var place = $"line {++number}";
            if (line.AsSpan().Trim().IsEmpty) continue;
            if (YoloLine.Parse(line).Case is not YoloLine item)
                Fault(DataFaultKind.LabelLineInvalid, $"{YoloLine.Parse(line).LeftToSeq().Head()} It is left out.",
                    place, "Write class cx cy w h, or class x0 y0 x1 y1 …, in shares of the image's sides.");
            else if (classes > 0 && item.Class >= classes)
                Fault(DataFaultKind.LabelClassUnknown,
                    $"Class {item.Class} has no name: the list has {classes}, counted from 0. It is left out.", place,
                    "Add the name, or write another class.");
            else
            {
                if (!item.IsRelative)
                    Fault(DataFaultKind.LabelNotRelative, "Coordinates lie outside 0 to 1.", place,
                        "Divide them by the image's width and height.");
                annotations.Add(item.ToAnnotation(annotations.Count + 1, image));
            }
        }

        void Fault(DataFaultKind kind, string message, string place, string hint) =>
            faults.Add(new DataFault(kind, message, label, place, hint));
    }
}
