using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>One pass over the annotations and images of a data set that reports every fault at once.</summary>
public static class DataCheck
{
    /// <summary>
    /// Checks splits in COCO's layout below a folder, each on its own and each later one against the first.
    /// </summary>
    /// <param name="root">The data set's folder.</param>
    /// <param name="splits">Names of splits, the one to learn from first.</param>
    /// <param name="depth">How closely image files are looked at.</param>
    /// <param name="progress">Called, from any thread, with its progress.</param>
    public static DataReport Run(
        string root, ImmutableArray<string> splits, CheckDepth depth, Action<CheckProgress>? progress = null) =>
        Directory.Exists(root)
            ? Run([.. splits.Select(split => SplitPaths.Of(root, split))], depth, progress)
            : new(
                [new(new("", root, root),
                    [new(DataFaultKind.FileMissing, "The data folder does not exist.", root, "",
                        "Give the folder that holds annotations/ and the images.")])]);

    /// <summary>
    /// As <see cref="Run(string, ImmutableArray{string}, CheckDepth, Action{CheckProgress}?)"/>, with the paths given.
    /// </summary>
    public static DataReport Run(
        ImmutableArray<SplitPaths> splits, CheckDepth depth, Action<CheckProgress>? progress = null)
    {
        SplitReport[] alone = [.. splits.Select(paths => Alone(paths, depth, progress ?? (_ => { })))];
        var twins = TwinFaults.Collect(depth == CheckDepth.Annotations ? [] : alone);
        return new([.. alone.Select((split, at) => split with
        {
            Faults =
            [
                .. split.Faults,
                .. at > 0 && split.Contents.IsWhole && alone[0].Contents.IsWhole
                    ? SplitFaults.Collect(alone[0], split).All
                    : [],
                .. at < twins.Count ? twins[at].All : [],
            ],
        })]);
    }

    private static SplitReport Alone(SplitPaths paths, CheckDepth depth, Action<CheckProgress> progress)
    {
        var contents = CocoJson.ReadSound(paths.Annotations);
        var alone = new SplitReport(paths, contents.Faults) { Contents = contents };
        if (!contents.IsWhole) return alone;
        var (images, total) = (contents.Sound.Images, contents.Sound.Images.Length);
        var meaning = contents.Faults.Concat(CocoCheck.Faults(contents.Sound, paths.Annotations, contents.Unread));
        if (!Directory.Exists(paths.Images))
            return alone with { Faults = [.. meaning,
                new(DataFaultKind.FileMissing, "The image folder does not exist.", paths.Images, "",
                    $"Put the {total} images of {paths.Annotations} there.")] };
        if (depth == CheckDepth.Annotations) return alone with { Faults = [.. meaning] };
        var (faults, files) = ImageFileFaults.Collect(paths, images, allListed: contents.Unread.ImageEntries == 0,
            depth, done => progress(new(paths.Name, done, total)));
        return alone with { Faults = [.. meaning, .. faults.All], Files = files };
    }
}
