using System.Globalization;
using System.Text.RegularExpressions;

namespace StableDino.Snapshots.Differential;

/// <summary>
/// A detector as text by path, so that a test can change one value: <c>Encoder.Heads</c> to <c>5</c>.
/// </summary>
/// <param name="Values">C# text of every leaf; a union's case is its type's name under its own path, such as
/// <c>Backbone</c> to <c>ResNet</c>.</param>
public sealed partial record Draft(IReadOnlyDictionary<string, string> Values)
{
    private static readonly Dictionary<string, string> Unions = new(StringComparer.Ordinal)
    {
        ["Backbone"] = "BackboneConfig", ["Encoder.Attention"] = "EncoderAttention",
        ["Encoder.Tokens"] = "TokenSelection", ["Encoder.Fusion"] = "MemoryFusion",
        ["Queries.Content"] = "QueryContent", ["Queries.Position"] = "QueryPosition",
        ["Queries.Reference"] = "QueryReference",
        ["Decoder.CrossAttention"] = "CrossAttention", ["PostProcessing.Suppression"] = "SuppressionConfig",
        ["Masks"] = "MaskConfig",
        ["Heads.Score"] = "Score", ["Matching"] = "Assignment", ["Matching.Classification"] = "ClassificationCost",
        ["Matching.Classification.Modulation"] = "CostModulation", ["Losses.Classification"] = "ClassificationLoss",
        ["Losses.Classification.Target"] = "PositionalTarget", ["Losses.Classification.Rescale"] = "TargetRescale",
        ["Branches[]"] = "BranchConfig", ["Branches[].Negatives"] = "NegativeNoise",
        ["Branches[].Terms"] = "BranchTerms",
    };

    private static readonly Dictionary<string, string> Records = new(StringComparer.Ordinal)
    {
        [""] = "DetectorConfig", ["Neck"] = "NeckConfig", ["Encoder"] = "EncoderConfig", ["Decoder"] = "DecoderConfig",
        ["Heads"] = "HeadConfig",
        ["Losses"] = "LossConfig", ["PostProcessing"] = "PostProcessingConfig", ["Queries"] = "QueryConfig",
        ["Backbone.Depths"] = "StageCounts", ["Backbone.Heads"] = "StageCounts", ["Backbone.Levels"] = "StageCounts",
        ["Backbone.Windows"] = "StageCounts", ["Masks.Points"] = "MaskPointConfig",
    };

    /// <summary>The same with one value changed; what another case of a union had goes.</summary>
    public Draft With(string path, string value) => new(
        new Dictionary<string, string>(
            Values.Where(v =>
                !(Unions.ContainsKey(Schema(path)) && v.Key.StartsWith(path + ".", StringComparison.Ordinal))),
            StringComparer.Ordinal) { [path] = value });

    /// <summary>A whole number of it.</summary>
    public int Number(string path) => int.Parse(Values[path], CultureInfo.InvariantCulture);

    /// <summary>Whether it has this value there.</summary>
    public bool Has(string path, string value) => Values.GetValueOrDefault(path) == value;

    /// <summary>Its expression.</summary>
    public string Expression => Print("");

    /// <inheritdoc/>
    public override string ToString() => Expression;

    private string Print(string path)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        var inside = Values.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
            .Select(k => prefix + k[prefix.Length..].Split('.')[0]).Distinct().ToLookup(IsBranch);
        var parts = inside[false].Select(k => $"{k[prefix.Length..]}: {Value(k)}")
            .Concat(path.Length > 0 ? [] : ["Pixels: new PixelNormalization()",
                $"Branches: [{string.Join(", ", inside[true].Order(StringComparer.Ordinal).Select(Print))}]"]);
        return $"new {Type(path)}({string.Join(", ", parts)})";
    }

    private string Value(string path) =>
        Unions.ContainsKey(Schema(path)) || Records.ContainsKey(Schema(path)) ? Print(path) : Values[path];

    private string Type(string path) =>
        Unions.TryGetValue(Schema(path), out var union) ? $"{union}.{Values[path]}" : Records[Schema(path)];

    private static bool IsBranch(string path) =>
        path.StartsWith("Branches[", StringComparison.Ordinal) && !path.Contains('.');

    // The path of a branch's losses or cost is that of the detector's own: they are made of the same parts.
    private static string Schema(string path) =>
        Index().Replace(path, "Branches[]") is var plain && Own().Match(plain) is { Success: true } own
            ? own.Groups[1].Value
            : plain;

    [GeneratedRegex(@"^Branches\[\d\]")]
    private static partial Regex Index();

    [GeneratedRegex(@"^Branches\[\](?:\.Terms)?\.((?:Losses|Matching)(?:\..*)?)$")]
    private static partial Regex Own();
}
