using System.Security.Cryptography;
using StableDino.Cli.Demo;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Properties.Data;

public sealed class DemoScenesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_seed_writes_the_same_bytes_and_another_seed_others()
    {
        DemoScenes.Write(Path.Combine(_folder, "a"), 6, 3, 60, side: 96);
        DemoScenes.Write(Path.Combine(_folder, "b"), 6, 3, 60, side: 96);
        DemoScenes.Write(Path.Combine(_folder, "c"), 6, 3, 61, side: 96);
        Assert.Equal(11, Hashes("a").Count);
        Assert.Equal(Hashes("a"), Hashes("b"));
        Assert.NotEqual(Hashes("a"), Hashes("c"));
    }

    [Fact]
    public void A_set_opens_without_a_word_and_its_boxes_are_those_of_its_masks()
    {
        DemoScenes.Write(_folder, 60, 20, 60);
        var (train, val) = (Opened("train2017"), Opened("val2017"));
        Assert.Empty(train.Warnings);
        Assert.Equal(train.Classes, val.Classes);
        Assert.Equal((60, 20), (train.Images.Length, val.Images.Length));
        Assert.Equal(8, train.Annotations.Annotations.Select(a => a.CategoryId).Distinct().Count());
        Assert.All(train.Targets, boxes => Assert.InRange(boxes.Length, 1, 6));
        Assert.Contains(train.Annotations.Annotations, a => a.Area < 16 * 16);
        Assert.Contains(train.Annotations.Annotations, a => a.Area > 64 * 64);
        foreach (var annotation in train.Annotations.Annotations)
        {
            var runs = annotation.Segmentation.Match(mask => Assert.IsType<Segmentation.RunLengths>(mask).Counts,
                () => throw new InvalidOperationException());
            var pixels = Pixels(runs).ToArray();
            Assert.Equal(annotation.Area, pixels.Length);
            Assert.Equal((annotation.X, annotation.Y), (pixels.Min(i => i / 160), pixels.Min(i => i % 160)));
            Assert.Equal((annotation.X + annotation.Width, annotation.Y + annotation.Height),
                (pixels.Max(i => i / 160) + 1, pixels.Max(i => i % 160) + 1));
        }
    }

    [Fact]
    public void Progress_counts_every_image()
    {
        var most = 0;
        DemoScenes.Write(_folder, 3, 2, 1, side: 64, done => InterlockedMax(ref most, done));
        Assert.Equal(5, most);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private static IEnumerable<int> Pixels(IEnumerable<uint> runs)
    {
        var (at, inside) = (0, false);
        foreach (var run in runs)
        {
            for (var i = 0; inside && i < run; i++)
                yield return at + i;
            (at, inside) = (at + (int)run, !inside);
        }
    }

    private List<(string, string)> Hashes(string part) =>
        [.. Directory.GetFiles(Path.Combine(_folder, part), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))))];

    private CocoDataset Opened(string split) =>
        CocoDataset.Open(_folder, split)
            .Match(data => data, faults => throw new InvalidOperationException(string.Join("\n", faults)));
}
