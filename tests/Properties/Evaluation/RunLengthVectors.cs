using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Properties.Evaluation;

/// <summary>The toolbox's own answers about masks: <c>rle_vectors.json</c>.</summary>
public class RunLengthVectors
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Files("rle_vectors");

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Masks_encode_decode_and_measure_as_recorded(string path)
    {
        using var file = GoldenFile.Open(path);
        var seen = 0;
        foreach (var vector in file.Json.GetProperty("masks").EnumerateArray())
        {
            var (height, width) = (vector.GetProperty("h").GetInt32(), vector.GetProperty("w").GetInt32());
            var mask = new Segmentation.RunLengths(height, width, Counts(vector.GetProperty("counts")));
            Agrees(vector, mask);
            Assert.Equal(mask.Counts.AsEnumerable(),
                RunLengthMasks.Encode(RunLengthMasks.Decode(mask), height, width).Counts.AsEnumerable());
            if (vector.GetProperty("rows").ValueKind == JsonValueKind.Null) continue;
            var rows = vector.GetProperty("rows").EnumerateArray().Select(row => row.GetString()!).ToArray();
            var pixels = Enumerable.Range(0, height * width)
                .Select(i => (byte)(rows[i % height][i / height] - '0')).ToArray();
            Assert.Equal(mask.Counts.AsEnumerable(),
                RunLengthMasks.Encode(pixels, height, width).Counts.AsEnumerable());
            Assert.Equal(pixels, RunLengthMasks.Decode(mask));
            seen++;
        }
        Assert.True(seen > 50);
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Mask_overlaps_are_as_recorded(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var vector in file.Json.GetProperty("iou").EnumerateArray())
        {
            var (height, width) = Size(vector);
            var (dt, gt) = (Texts(vector, "dt", height, width), Texts(vector, "gt", height, width));
            AssertMatrix(vector, (d, g, crowd) => CocoOverlap.OfMasks(dt[d], gt[g], crowd));
        }
        var mismatch = file.Json.GetProperty("iou_size_mismatch");
        Assert.Equal(-1,
            CocoOverlap.OfMasks(
                SizedText(mismatch.GetProperty("dt")), SizedText(mismatch.GetProperty("gt")), crowd: false));
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Box_overlaps_are_as_recorded(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var vector in file.Json.GetProperty("bbox_iou").EnumerateArray())
        {
            var (dt, gt) = (Boxes(vector, "dt"), Boxes(vector, "gt"));
            AssertMatrix(vector, (d, g, crowd) => CocoOverlap.OfBoxes(dt[d], gt[g], crowd));
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Unions_and_intersections_are_as_recorded(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var vector in file.Json.GetProperty("merge").EnumerateArray())
        {
            var (height, width) = Size(vector);
            var masks = Texts(vector, "masks", height, width);
            var merged = vector.GetProperty("intersect").GetInt32() == 1
                ? RunLengthMasks.Intersection(masks)
                : RunLengthMasks.Union(masks);
            Assert.Equal(vector.GetProperty("result").GetString(), RunLengthText.Write(merged).Counts);
            Assert.Equal(vector.GetProperty("area").GetInt64(), RunLengthMasks.Area(merged));
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Polygons_and_boxes_are_drawn_as_recorded(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var vector in file.Json.GetProperty("fr_poly").EnumerateArray())
        {
            var (height, width) = Size(vector);
            var polygon = vector.GetProperty("poly").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            Agrees(vector, PolygonRaster.Fill(polygon, height, width));
        }
        foreach (var vector in file.Json.GetProperty("fr_bbox").EnumerateArray())
        {
            var (height, width) = Size(vector);
            var (x, y, w, h) = Box(vector.GetProperty("bbox"));
            var mask = PolygonRaster.FillBox(x, y, w, h, height, width);
            Assert.Equal(vector.GetProperty("rle").GetString(), RunLengthText.Write(mask).Counts);
            Assert.Equal(Box(vector.GetProperty("tight")), RunLengthMasks.TightBox(mask));
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Runs_that_are_not_canonical_measure_as_their_canonical_form(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var vector in file.Json.GetProperty("fr_uncompressed").EnumerateArray())
        {
            var (height, width) = Size(vector);
            var mask = new Segmentation.RunLengths(height, width, Counts(vector.GetProperty("counts")));
            Assert.Equal(vector.GetProperty("rle").GetString(), RunLengthText.Write(mask).Counts);
            Assert.Equal(vector.GetProperty("area").GetInt64(), RunLengthMasks.Area(mask));
            Assert.Equal(Box(vector.GetProperty("canonical_bbox")), RunLengthMasks.TightBox(mask));
            var canonical = RunLengthMasks.Encode(RunLengthMasks.Decode(mask), height, width);
            Assert.Equal(Counts(vector.GetProperty("canonical_counts")).AsEnumerable(),
                canonical.Counts.AsEnumerable());
            Assert.Equal(canonical.Counts.AsEnumerable(), RunLengthMasks.Union([mask, mask]).Counts.AsEnumerable());
        }
    }

    private static void Agrees(JsonElement vector, Segmentation.RunLengths mask)
    {
        var text = vector.GetProperty("rle").GetString()!;
        Assert.Equal(text, RunLengthText.Write(mask).Counts);
        Assert.Equal(mask.Counts.AsEnumerable(), Read(text, mask.Height, mask.Width).Counts.AsEnumerable());
        Assert.Equal(vector.GetProperty("area").GetInt64(), RunLengthMasks.Area(mask));
        Assert.Equal(Box(vector.GetProperty("bbox")), RunLengthMasks.TightBox(mask));
    }

    private static void AssertMatrix(JsonElement vector, Func<int, int, bool, double> overlap)
    {
        var crowd = vector.GetProperty("iscrowd").EnumerateArray().Select(flag => flag.GetInt32() == 1).ToArray();
        var rows = vector.GetProperty("iou").EnumerateArray().ToArray();
        for (var d = 0; d < rows.Length; d++)
        {
            for (var g = 0; g < crowd.Length; g++) Assert.Equal(rows[d][g].GetDouble(), overlap(d, g, crowd[g]));
        }
    }

    private static Segmentation.RunLengths Read(string text, int height, int width) =>
        RunLengthText.Read(new(height, width, text))
            .Match(mask => mask, fault => throw new InvalidDataException(fault));

    private static Segmentation.RunLengths SizedText(JsonElement mask) =>
        Read(mask.GetProperty("counts").GetString()!, Size(mask).Height, Size(mask).Width);

    private static Segmentation.RunLengths[] Texts(JsonElement vector, string name, int height, int width) =>
        [.. vector.GetProperty(name).EnumerateArray().Select(text => Read(text.GetString()!, height, width))];

    private static (int Height, int Width) Size(JsonElement vector) =>
        (vector.GetProperty("size")[0].GetInt32(), vector.GetProperty("size")[1].GetInt32());

    private static ImmutableArray<uint> Counts(JsonElement counts) =>
        [.. counts.EnumerateArray().Select(count => count.GetUInt32())];

    private static (double X, double Y, double Width, double Height)[] Boxes(JsonElement vector, string name) =>
        [.. vector.GetProperty(name).EnumerateArray().Select(Box)];

    private static (double X, double Y, double Width, double Height) Box(JsonElement box) =>
        (box[0].GetDouble(), box[1].GetDouble(), box[2].GetDouble(), box[3].GetDouble());
}
