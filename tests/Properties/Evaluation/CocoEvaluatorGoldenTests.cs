using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using StableDino.Evaluation;

namespace StableDino.Properties.Evaluation;

/// <summary>Every recorded evaluation, to the last bit: arrays by their SHA-256, the rest number by number.</summary>
public class CocoEvaluatorGoldenTests
{
    public static IEnumerable<object[]> Cases => CocoCase.All;

    [Theory, MemberData(nameof(Cases))]
    public void Evaluation_is_the_toolbox_s_to_the_last_bit(string folder, string block)
    {
        var recorded = new CocoCase(folder, block);
        var result = CocoEvaluator.Evaluate(recorded.Truth, recorded.Detections, recorded.Parameters);

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
                expected.EnumerateObject().Where(member => member.Name is not ("category_id" or "name")).Select(member => member.Value.GetDouble()),
                actual.Metrics.Values);
        }
    }

    private static string Sum(JsonElement arrays, string name) => arrays.GetProperty(name).GetProperty("sha256").GetString()!;

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    internal static string Sha256(ImmutableArray<double> values) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
}
