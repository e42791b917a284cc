using StableDino.Data;
using StableDino.Foundation;
using StableDino.Properties.Oracles;
using static TorchSharp.torch;

namespace StableDino.Properties.Data;

/// <summary>Masks in batches: only where they are asked for.</summary>
public sealed class MaskBatchTests : IDisposable
{
    private readonly BrokenTrees _trees = new();

    public void Dispose() => _trees.Dispose();

    [Fact]
    public void Every_target_has_its_mask_and_its_box_is_the_mask_s()
    {
        var data = Masked();
        var masks = TargetMasks.Of(data)
            .Match(some => some, faults => throw new InvalidDataException(faults.ToString()));
        foreach (var batch in BatchSource.Training(
            data, AugmentationConfig.Small(64), new(), 2, 60, 0, 1, default, masks: masks).Take(6))
        {
            using (batch)
            using (var scope = NewDisposeScope())
            {
                var values = batch.Masks.Match(some => some.Values, () => throw new InvalidDataException("no masks"));
                Assert.Equal([batch.Targets.Total, batch.Images.Pixels.shape[2], batch.Images.Pixels.shape[3]],
                    values.shape);
                Assert.False(
                    values.logical_and(
                        batch.Images.Padding.repeat_interleave(
                            tensor(batch.Targets.Counts.Select(n => (long)n).ToArray()), 0)).any().item<bool>());
                var sizes =
                    batch.Targets.Counts.SelectMany((count, image) =>
                        Enumerable.Repeat(batch.Images.Sizes[image], count)).ToArray();
                for (var i = 0; i < sizes.Length; i++)
                {
                    var (rows, columns) = (Places(values[i].any(1)), Places(values[i].any(0)));
                    var box = batch.Targets.Boxes[i].Doubles();
                    Assert.InRange((columns[0] + columns[^1] + 1) / 2.0 - box[0] * sizes[i].Width, -1.5, 1.5);
                    Assert.InRange((rows[0] + rows[^1] + 1) / 2.0 - box[1] * sizes[i].Height, -1.5, 1.5);
                    Assert.InRange(columns[^1] + 1 - columns[0] - box[2] * sizes[i].Width, -2, 2);
                    Assert.InRange(rows[^1] + 1 - rows[0] - box[3] * sizes[i].Height, -2, 2);
                }
            }
        }
    }

    [Fact]
    public void Boxes_and_pixels_are_the_same_with_and_without_masks_and_without_there_are_none()
    {
        var data = Masked();
        var masks = TargetMasks.Of(data)
            .Match(some => some, faults => throw new InvalidDataException(faults.ToString()));
        using var with =
            BatchSource.Training(data, AugmentationConfig.Small(64), new(), 2, 60, 0, 0, default, masks: masks).First();
        using var without = BatchSource.Training(data, AugmentationConfig.Small(64), new(), 2, 60, 0, 0, default)
            .First();
        Assert.True(without.Masks.IsNone);
        Assert.Equal(without.Images.Pixels.Doubles(), with.Images.Pixels.Doubles());
        Assert.Equal(without.Targets.Boxes.Doubles(), with.Targets.Boxes.Doubles());
        using var shown = BatchSource.Evaluation(data, new ResizeConfig(40, 60), new(), 2, 0, default, masks: masks)
            .First();
        Assert.Equal(shown.Targets.Total, shown.Masks.Match(some => some.Values.shape[0], () => -1));
    }

    [Fact]
    public void Objects_without_a_mask_are_named()
    {
        var data = Opened(_trees.Valid());
        var fault = TargetMasks.Of(data).Match(_ => "", faults => faults.Head.ToString());
        Assert.Contains("2, 3, 4", fault, StringComparison.Ordinal);
    }

    private static long[] Places(Tensor any) =>
        [.. any.Doubles().Select((inside, at) => (inside, at)).Where(one => one.inside > 0)
            .Select(one => (long)one.at)];

    /// <summary>The sound tree with a rectangle as every object's mask, polygons and run lengths.</summary>
    private CocoDataset Masked() => Opened(_trees.Tree(json => json
        .Replace("[[26, 29, 40, 29, 40, 40]]", "[[26, 29.5, 40, 29.5, 40, 40.5, 26, 40.5]]", StringComparison.Ordinal)
        .Replace("\"segmentation\": []", "\"segmentation\": [[0, 10.5, 31, 10.5, 31, 77, 0, 77]]",
            StringComparison.Ordinal)
        .Replace("\"area\": 665.0, \"iscrowd\": 0",
            "\"area\": 665.0, \"iscrowd\": 0, \"segmentation\": [[1.5, 9, 39.5, 9, 39.5, 26.5, 1.5, 26.5]]",
            StringComparison.Ordinal)
        .Replace("\"area\": 361.0, \"iscrowd\": 0", $"\"area\": 361.0, \"iscrowd\": 0, \"segmentation\": {Runs()}",
            StringComparison.Ordinal)));

    private static string Runs()
    {
        var mask = Foundation.PolygonRaster.FillBox(25.5, 15, 19, 19, 52, 60);
        return $$"""{"size": [52, 60], "counts": [{{string.Join(", ", mask.Counts)}}]}""";
    }

    private static CocoDataset Opened(string root) =>
        CocoDataset.Open(root, "train2017")
            .Match(data => data, faults => throw new InvalidDataException(faults.ToString()));
}
