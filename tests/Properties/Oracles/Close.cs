using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Oracles;

/// <summary>Comparison of tensors and arrays that says where and by how much they differ.</summary>
internal static class Close
{
    /// <summary>All numbers of a tensor, row-major, as doubles.</summary>
    public static double[] Doubles(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().to(ScalarType.Float64).contiguous();
        return plain.numel() == 0 ? [] : MemoryMarshal.Cast<byte, double>(plain.bytes).ToArray();
    }

    /// <summary>The largest of |a − e| − rtol·|e|, and where; NaN differs from everything but NaN.</summary>
    public static (double Excess, int At) Worst(double[] actual, double[] expected, double rtol = 0)
    {
        if (actual.Length != expected.Length)
            return (double.PositiveInfinity, Math.Min(actual.Length, expected.Length));
        var (excess, at) = (0.0, 0);
        for (var i = 0; i < actual.Length; i++)
        {
            if (actual[i].Equals(expected[i])) continue;
            var difference = Math.Abs(actual[i] - expected[i]) - rtol * Math.Abs(expected[i]);
            if (double.IsNaN(difference)) return (double.PositiveInfinity, i);
            if (difference > excess) (excess, at) = (difference, i);
        }

        return (excess, at);
    }

    /// <summary>Fails with the place and both values.</summary>
    public static void To(double[] actual, double[] expected, double atol, double rtol = 0, string what = "values")
    {
        var (excess, at) = Worst(actual, expected, rtol);
        Assert.True(excess <= atol, Said(actual, expected, at, atol, rtol, what));
    }

    /// <summary>The property that they agree, which fails with the place and both values.</summary>
    public static Property Agree(
        double[] actual, double[] expected, double atol, double rtol = 0, string what = "values")
    {
        var (excess, at) = Worst(actual, expected, rtol);
        return (excess <= atol).ToProperty().Label(Said(actual, expected, at, atol, rtol, what));
    }

    /// <summary>The property that each of some properties holds.</summary>
    public static Property All(IEnumerable<Property> properties) =>
        properties.Aggregate(true.ToProperty(), (all, property) => all.And(property));

    private static string Said(double[] actual, double[] expected, int at, double atol, double rtol, string what) =>
        $"{what}: {actual.Length} against {expected.Length} numbers; at {at}: {actual.ElementAtOrDefault(at):R} "
        + $"instead of {expected.ElementAtOrDefault(at):R} (atol {atol}, rtol {rtol})";

    public static void To(Tensor actual, Tensor expected, double atol, double rtol = 0, string what = "values")
    {
        Assert.Equal(expected.shape, actual.shape);
        To(actual.Doubles(), expected.Doubles(), atol, rtol, what);
    }
}
