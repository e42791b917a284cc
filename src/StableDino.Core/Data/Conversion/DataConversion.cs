using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// Data sets from one format to another. The source is never touched; what cannot be converted is reported, entry by
/// entry.
/// </summary>
public static class DataConversion
{
    /// <summary>Writes the folders of a Pascal VOC or YOLO data set in COCO's layout, and checks the result.</summary>
    /// <param name="from">The format of <paramref name="source"/>.</param>
    /// <param name="source">The data set's folder.</param>
    /// <param name="target">A folder that does not exist yet or is empty.</param>
    /// <param name="progress">Called, from any thread, with the number of image files copied.</param>
    /// <returns>Left: why nothing was written.</returns>
    public static Either<DataFault[], ConvertedData> ToCoco(
        DataFormat from, string source, string target, Action<CheckProgress>? progress = null)
    {
        if (Unusable(source, target).Case is DataFault unusable) return new[] { unusable };
        var faults = new FaultList(source);
        var splits = from == DataFormat.Voc ? VocReader.Read(source, faults) : YoloReader.Read(source, faults);
        if (splits.IsEmpty) return faults.All.ToArray();

        ImmutableArray<SplitPaths> written = [.. splits.Select(split => SplitPaths.Of(target, split.Name))];
        Directory.CreateDirectory(Path.Combine(target, "annotations"));
        for (var i = 0; i < splits.Length; i++)
        {
            var split = splits[i];
            ImageCopies.Write([.. split.Content.Images.Select(image => image.FileName)], split.ImageFolder,
                written[i].Images, split.Name, progress);
            AtomicFile.Write(written[i].Annotations, stream => CocoWriter.Write(stream, split.Content, split.Flags));
        }
        return new ConvertedData(target,
            [.. splits.Select(split => (split.Name, split.Content.Images.Length, split.Content.Annotations.Length))],
            [.. faults.All], DataCheck.Run(written, CheckDepth.Headers));
    }

    /// <summary>
    /// Writes a data set in COCO's layout as Pascal VOC or YOLO folders. A set with errors is refused: hint it first.
    /// </summary>
    /// <param name="to">The format of <paramref name="target"/>.</param>
    /// <param name="source">The data set's folder.</param>
    /// <param name="target">A folder that does not exist yet or is empty.</param>
    /// <param name="progress">Called, from any thread, with the number of image files copied.</param>
    /// <returns>Left: why nothing was written.</returns>
    public static Either<DataFault[], ConvertedData> FromCoco(
        DataFormat to, string source, string target, Action<CheckProgress>? progress = null)
    {
        if (Unusable(source, target).Case is DataFault unusable) return new[] { unusable };
        var report = DataCheck.Run(source, [.. SplitPaths.In(source)], CheckDepth.Headers);
        if (report.Splits.IsEmpty)
            return new[] { new DataFault(DataFaultKind.FileMissing, "There are no annotations.",
                Path.Combine(source, "annotations"), "",
                "COCO's layout is annotations/instances_<split>.json and <split>/.") };
        if (report.HasErrors) return report.Faults.Where(fault => fault.IsError).ToArray();

        var faults = new FaultList(source);
        foreach (var split in report.Splits)
            if (to == DataFormat.Voc) VocWriter.Write(split, target, faults, progress);
            else YoloWriter.Write(split, target, faults, progress);
        if (to == DataFormat.Yolo) YoloWriter.WriteNames(report, target);
        return new ConvertedData(target,
            [.. report.Splits.Select(split => (split.Paths.Name, split.Sound.Images.Length,
                split.Sound.Annotations.Length))], [.. faults.All], report);
    }

    private static Option<DataFault> Unusable(string source, string target) =>
        !Directory.Exists(source)
            ? new DataFault(DataFaultKind.FileMissing, "The data folder does not exist.", source, "", "Check the path.")
        : File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            ? new DataFault("The folder to write to is not empty.", target, "",
                "Give another one: nothing is written over.")
            : Option<DataFault>.None;
}
