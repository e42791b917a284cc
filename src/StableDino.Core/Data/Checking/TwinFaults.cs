namespace StableDino.Data;

/// <summary>Images that are there twice, in one split or in both.</summary>
internal static class TwinFaults
{
    /// <summary>The faults of each split.</summary>
    public static IReadOnlyList<FaultList> Collect(IReadOnlyList<SplitReport> splits)
    {
        var faults = splits.Select(split => new FaultList(split.Paths.Images)).ToArray();
        var files = splits.SelectMany((split, at) => split.Sound.Images
            .Where(image => ImageFaults.NameIsSafe(image.FileName)).DistinctBy(image => image.FileName)
            .Select(image => (At: at, Image: image, Path: Path.Combine(split.Paths.Images, image.FileName)))).ToArray();
        foreach (var group in FileTwins.Of([.. files.Select(file => file.Path)]))
        {
            var first = files[group[0]];
            var firstOfSplit = new Dictionary<int, string> { [first.At] = first.Path };
            foreach (var i in group.Skip(1))
            {
                var twin = files[i];
                var earlier = firstOfSplit.TryAdd(twin.At, twin.Path) ? null : firstOfSplit[twin.At];
                if (twin.At > first.At)
                    Add(twin, DataFaultKind.SplitLeak,
                        $"The same image, byte for byte, is in {splits[first.At].Paths.Name}: {first.Path}.",
                        "Remove it from one of the two splits: scores on images learnt from mean little.");
                if (earlier is not null)
                    Add(twin, DataFaultKind.ImageTwin, $"The same image, byte for byte, is also {earlier}.",
                        "Keep one of the two, with the annotations of both.");
            }
        }

        return faults;

        void Add((int At, CocoImage Image, string Path) twin, DataFaultKind kind, string message, string hint) =>
            faults[twin.At].Add(
                new DataFault(kind, message, twin.Path, $"image {twin.Image.Id}", hint) { ImageId = twin.Image.Id });
    }
}
