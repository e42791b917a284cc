using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Properties.Evaluation;

/// <summary>Every recorded evaluation, to the last bit: arrays by their SHA-256, the rest number by number.</summary>
public class CocoEvaluatorGoldenTests
{
    public static IEnumerable<object[]> Cases => CocoCase.All;

    [Theory, MemberData(nameof(Cases))]
    public void Evaluation_is_the_toolbox_s_to_the_last_bit(string folder, string block)
    {
        var recorded = new CocoCase(folder, block);
        var result = CocoEvaluator.Evaluate(recorded.Target, recorded.Detections, recorded.Parameters);

        var arrays = recorded.Expected.GetProperty("arrays");
        Assert.Equal(Sum(arrays, "precision"), Sha256(result.Precision));
        Assert.Equal(Sum(arrays, "recall"), Sha256(result.Recall));
        Assert.Equal(Sum(arrays, "scores"), Sha256(result.Scores));
        Assert.Equal(Numbers(recorded.Expected.GetProperty("stats")), result.Metrics.Values);

        var classes = recorded.Expected.GetProperty("per_category").EnumerateArray().ToArray();
        Assert.Equal(classes.Length, result.PerClass.Length);
        foreach (var (expected, actual) in classes.Zip(result.PerClass))
        {
            Assert.Equal(expected.GetProperty("category_id").GetInt64(), actual.CategoryId);
            Assert.Equal(
                expected.EnumerateObject().Where(member => member.Name is not ("category_id" or "name"))
                    .Select(member => member.Value.GetDouble()),
                actual.Metrics.Values);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Overlaps_are_the_toolbox_s_to_the_last_bit(string folder, string block)
    {
        var recorded = new CocoCase(folder, block);
        if (!recorded.Expected.TryGetProperty("ious", out var matrices)) return;        // recorded for small cases only
        var (target, detections) = (recorded.Target, recorded.Detections.Items);
        var (kind, limit) = (recorded.Parameters.Overlap, recorded.Parameters.MaxDetections.Max());
        foreach (var matrix in matrices.EnumerateArray())
        {
            var (image, category) =
                (matrix.GetProperty("image_id").GetInt64(), matrix.GetProperty("category_id").GetInt64());
            var here = detections.Where(d => d.ImageId == image && d.CategoryId == category)
                .OrderByDescending(d => d.Score).Take(limit);
            var objects = target.Annotations.Where(t => t.ImageId == image && t.CategoryId == category).ToArray();
            var size = target.Images.First(one => one.Id == image);
            Segmentation.RunLengths Mask(LanguageExt.Option<Segmentation> mask) =>
                mask.Match(some => RunLengthMasks.Of(some, size.Height, size.Width),
                    () => throw new InvalidDataException());
            var actual = here.SelectMany(d => objects.Select(t => kind == OverlapKind.Mask
                ? CocoOverlap.OfMasks(Mask(d.Mask), Mask(t.Segmentation), t.IsCrowd)
                : CocoOverlap.OfBoxes((d.X, d.Y, d.Width, d.Height), (t.X, t.Y, t.Width, t.Height), t.IsCrowd)));
            Assert.Equal(matrix.GetProperty("iou").EnumerateArray()
                .SelectMany(row => row.EnumerateArray().Select(x => x.GetDouble())), actual);
        }
    }

    private static string Sum(JsonElement arrays, string name) =>
        arrays.GetProperty(name).GetProperty("sha256").GetString()!;

    private static double[] Numbers(JsonElement list) =>
        [.. list.EnumerateArray().Select(number => number.GetDouble())];

    internal static string Sha256(ImmutableArray<double> values) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
}
