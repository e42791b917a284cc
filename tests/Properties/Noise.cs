using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties;

/// <summary>
/// How far two honest runs of one computation lie apart. The floors of whole models were measured on the official code
/// itself, between
/// thread counts and convolution kernels; those of single modules and formulas are one or four roundings of single
/// precision.
/// </summary>
public sealed record Noise(string Kind, double Floor, string Unit)
{
    public static Noise Exact { get; } = new("equality", 0, Absolute);

    public static Noise Logits { get; } = new("logits", 3e-6, Absolute);

    public static Noise Boxes { get; } = new("boxes", 4e-7, Absolute);

    /// <summary>What lies between the stages: measured as logits are, but it may be larger than 1.</summary>
    public static Noise Features { get; } = new("features", 3e-6, OfLargest);

    // logits, through a sigmoid's slope of at most ¼
    public static Noise Scores { get; } = new("scores", 7.5e-7, Absolute);

    public static Noise LossTerm { get; } = new("loss terms", 4e-6, OfValue);

    public static Noise TotalLoss { get; } = new("total loss", 4e-7, OfValue);

    public static Noise GradientNorm { get; } = new("gradient norms", 2e-6, OfValue);

    public static Noise Gradient { get; } = new("gradients", 1e-6, OfNorm);

    /// <summary>
    /// Before ReLU units: in one recorded batch (3 × 3, empty targets) a single unit after res3.0.conv1 has an input
    /// within rounding of
    /// zero, on whose side every gradient before it depends; so their noise counts twice.
    /// </summary>
    public static Noise GradientBeforeKinks { get; } = new("gradients before kinks", 2e-6, OfNorm);

    public static Noise Parameter { get; } = new("parameters", 6e-8, Absolute);

    public static Noise Formula { get; } = new("formula", 1.2e-7, OfValueOrOne);

    public static Noise Cost { get; } = new("matching cost", 4e-7, OfValueOrOne);

    public static Noise Module { get; } = new("module", 5e-7, OfLargest);

    private const string Absolute = "absolute";
    private const string OfValue = "of each value";
    private const string OfValueOrOne = "of each value, at least of 1";
    private const string OfLargest = "of the largest, at least of 1";
    private const string OfNorm = "of the norm";

    /// <summary>The bar: ten times the floor.</summary>
    public double Bar => 10 * Floor;

    /// <summary>
    /// The largest deviation in this noise's unit; infinite where a number is missing, not a number, or infinite on one
    /// side.
    /// </summary>
    public double Largest(Tensor expected, Tensor actual, double norm = 1)
    {
        using var silent = no_grad();
        using var scope = NewDisposeScope();
        if (!expected.shape.SequenceEqual(actual.shape)) return double.PositiveInfinity;
        if (expected.numel() == 0) return 0;
        var (e, a) = (expected.to(ScalarType.Float64), actual.to(ScalarType.Float64));
        var size = e.abs();
        var difference = where(e.eq(a), 0, (e - a).abs());
        var relative = Unit switch
        {
            OfValue => difference / size.clamp_min(1e-300),
            OfValueOrOne => difference / size.clamp_min(1),
            OfLargest => difference / size.max().clamp_min(1),
            OfNorm => difference / norm,
            _ => difference,
        };
        var largest = relative.max().item<double>();
        return double.IsNaN(largest) ? double.PositiveInfinity : largest;
    }
}
