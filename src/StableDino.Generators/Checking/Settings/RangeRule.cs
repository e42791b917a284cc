using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Parsing;

namespace StableDino.Generators.Checking;

/// <summary>Probabilities and shares.</summary>
internal static class RangeRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from entry in Entries(config)
        where !entry.Works
        select Finding.Of(Descriptors.OutOfRange, [entry.Path], entry.Path, entry.Value, entry.Range,
            entry.Nearest) with { Mend = Literal.Of(entry.Nearest) };

    private static IEnumerable<(string Path, float Value, bool Works, string Range, float Nearest)> Entries(
        DetectorConfig config) =>
    [
        BelowOne("Encoder.Dropout", config.Encoder.Dropout), BelowOne("Decoder.Dropout", config.Decoder.Dropout),
        .. config.Matching is Assignment.ByOverlap(var least, _, _)
            ? [OfOverlap("Matching.Least", least)]
            : Array.Empty<(string, float, bool, string, float)>(),
        .. config.Heads.Score is Score.Sigmoid(var prior, var alpha, _)
            ? [Open("Heads.Score.PriorProbability", prior), Closed("Heads.Score.Alpha", alpha, 1f)]
            : Array.Empty<(string, float, bool, string, float)>(),
        .. Branches.FocalCosts(config).SelectMany(c => new[]
        {
            Closed($"{c.Path}.Alpha", c.Cost.Alpha, 1f),
            ($"{c.Path}.LogEpsilon", c.Cost.LogEpsilon, c.Cost.LogEpsilon is > 0f and < 1f, "0 < value < 1", 1e-8f),
        }),
        .. TransformerStages.Of(config.Backbone).Select(t => BelowOne("Backbone.DropPath", t.DropPath)),
        .. TransformerStages.Of(config.Backbone).Where(t => t.Width > 0).Select(t => Hidden(t.MlpRatio, t.Width)),
        .. Branches.Of<BranchConfig.ContrastiveDenoising>(config).SelectMany(b => new[]
        {
            Closed($"{b.Path}.LabelNoise", b.Config.LabelNoise, 2f),
            Closed($"{b.Path}.BoxNoise", b.Config.BoxNoise, 2f),
        }),
        .. Branches.Of<BranchConfig.PositiveDenoising>(config).SelectMany(b => new[]
        {
            Closed($"{b.Path}.LabelNoise", b.Config.LabelNoise, 1f),
            Closed($"{b.Path}.BoxNoise", b.Config.BoxNoise, 2f),
        }),
        .. Branches.Of<BranchConfig.RegionHead>(config).SelectMany(b => new[]
        {
            OfOverlap($"{b.Path}.PositiveShare", b.Config.PositiveShare),
            OfOverlap($"{b.Path}.ProposalIou", b.Config.ProposalIou),
            ($"{b.Path}.FinestSide", b.Config.FinestSide, b.Config.FinestSide is > 0f and < float.PositiveInfinity,
                "0 < value < ∞", 56f),
        }),
        ("Heads.ReferenceEpsilon", config.Heads.ReferenceEpsilon, config.Heads.ReferenceEpsilon is > 0f and < 0.5f,
            "0 < value < 0.5", 1e-3f),
        ("Encoder.PositionOffset", config.Encoder.PositionOffset, config.Encoder.PositionOffset is >= -1f and <= 1f,
            "-1 ≤ value ≤ 1", -0.5f),
        ("Encoder.PositionTemperature", config.Encoder.PositionTemperature,
            config.Encoder.PositionTemperature is > 0f and < float.PositiveInfinity, "0 < value < ∞", 10000f),
        .. config.Masks is MaskConfig.PixelEmbedding { Points: var points }
            ? [Closed("Masks.Points.Importance", (float)points.Importance, 1f), Oversampling(points)]
            : Array.Empty<(string, float, bool, string, float)>(),
        .. Branches.Of<BranchConfig.DenoisingGroups>(config).SelectMany(b => new[]
        {
            Closed($"{b.Path}.LabelNoise", b.Config.LabelNoise, 1f),
            Closed($"{b.Path}.BoxNoise", b.Config.BoxNoise, 1f),
        }),
    ];

    private static (string, float, bool, string, float) BelowOne(string path, float value) =>
        (path, value, value is >= 0f and < 1f, "0 ≤ value < 1", value >= 1f ? 0.9f : 0f);

    // At least one hidden channel at the narrowest stage, and few enough to count.
    private static (string, float, bool, string, float) Hidden(float ratio, int width) =>
        ("Backbone.MlpRatio", ratio, ratio * width >= 1f && ratio <= 64f, "1 / width ≤ value ≤ 64", 4f);

    private static (string, float, bool, string, float) Oversampling(MaskPointConfig points) =>
        ("Masks.Points.Oversampling", (float)points.Oversampling, points.Oversampling is >= 1 and <= 100,
            "1 ≤ value ≤ 100", 3f);

    private static (string, float, bool, string, float) Open(string path, float value) =>
        (path, value, value is > 0f and < 1f, "0 < value < 1", value >= 1f ? 0.99f : 0.01f);

    private static (string, float, bool, string, float) OfOverlap(string path, float value) =>
        (path, value, value is > 0f and <= 1f, "0 < value ≤ 1", value > 1f ? 1f : 0.6f);

    private static (string, float, bool, string, float) Closed(string path, float value, float most) =>
        (path, value, value >= 0f && value <= most, $"0 ≤ value ≤ {most}", value > most ? most : 0f);
}
