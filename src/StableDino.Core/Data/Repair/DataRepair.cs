using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Writes a cleaned copy of a checked data set; the original is never touched.</summary>
/// <remarks>
/// What the check finds is repaired where there is one right way, and left out otherwise; each change is listed, in the
/// answer and in
/// <c>changes.json</c> beside the copy. Entries that are sound go over word for word. Images that no entry lists stay
/// behind.
/// </remarks>
public static class DataRepair
{
    /// <summary>Name of the list of changes beside a copy.</summary>
    public const string ChangesFile = "changes.json";

    /// <summary>Writes the copy and checks it.</summary>
    /// <param name="report">What a check of headers or pixels found.</param>
    /// <param name="folder">A folder that does not exist yet or is empty.</param>
    /// <param name="progress">Called, from any thread, with the number of image files copied.</param>
    /// <returns>Left: why no program can fix it; nothing was written.</returns>
    public static Either<DataFault[], RepairedData> Write(
        DataReport report, string folder, Action<CheckProgress>? progress = null)
    {
        DataFault[] hopeless = [.. Hopeless(report, folder)];
        if (hopeless.Length > 0) return hopeless;
        var repaired = SplitRepair.Of(report.Splits);
        DataFault[] nothing =
            [.. report.Splits.Where((_, i) => repaired[i].Images.All(image => image.IsNone)).Select(split =>
                new DataFault(DataFaultKind.ImagesNone, "No image is left when all that is wrong is left out.",
                    split.Paths.Annotations, "", "Fix it by hand; the hints of the faults say how."))];
        if (nothing.Length > 0) return nothing;

        Directory.CreateDirectory(Path.Combine(folder, "annotations"));
        var copies = report.Splits.Select(split => SplitPaths.Of(folder, split.Paths.Name)).ToImmutableArray();
        for (var i = 0; i < copies.Length; i++)
        {
            var (split, copy, kept) = (report.Splits[i], copies[i], repaired[i]);
            ImageCopies.Write(kept.Images.SelectMany(image => image).Select(image => image.FileName),
                split.Paths.Images, copy.Images, copy.Name, progress);
            AtomicFile.Write(copy.Annotations, stream => CocoRewriter.Write(split, kept, stream));
        }
        ImmutableArray<DataChange> changes = [.. repaired.SelectMany(one => one.Changes), .. Orphans(report)];
        AtomicFile.Write(Path.Combine(folder, ChangesFile), stream => List(stream, changes));
        return new RepairedData(folder, changes, DataCheck.Run(copies, CheckDepth.Headers));
    }

    private static IEnumerable<DataFault> Hopeless(DataReport report, string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            yield return new("The folder for the copy is not empty.", folder, "",
                "Give another one: nothing is written over.");
        foreach (var split in report.Splits)
        {
            if (!split.Contents.IsWhole)
                foreach (var fault in split.Faults.Where(fault => fault.IsError))
                    yield return fault with { Message = $"{fault.Message} No program can fix that." };
            else if (split.Files.Length < split.Sound.Images.Length)
                yield return new(DataFaultKind.FileMissing, "Its image files were not looked at, or are not there.",
                    split.Paths.Images, "", "A copy needs them: check headers or pixels.");
        }
    }

    private static IEnumerable<DataChange> Orphans(DataReport report) =>
        from split in report.Splits
        from fault in split.Faults
        where fault.Kind == DataFaultKind.ImageOrphaned
        select new DataChange(
            DataFaultKind.ImageOrphaned, split.Paths.Name, fault.File, $"not copied. {fault.Message}", IsLoss: true);

    private static void List(Stream stream, ImmutableArray<DataChange> changes)
    {
        using var json = new Utf8JsonWriter(stream,
            new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("id", change.Kind.Id());
            json.WriteString("kind", change.Kind.Name());
            json.WriteString("split", change.Split);
            json.WriteString("place", change.Place);
            json.WriteString("what", change.What);
            json.WriteBoolean("left_out", change.IsLoss);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
