namespace StableDino.Snapshots.Differential;

/// <summary>A detector as text by path, so that a test can change one value: <c>Encoder.Heads</c> to <c>5</c>.</summary>
/// <param name="Values">C# text of every leaf; a union's case is its type's name under its own path, such as <c>Backbone</c> to <c>ResNet</c>.</param>
public sealed record Draft(IReadOnlyDictionary<string, string> Values)
{
    private static readonly Dictionary<string, string> Unions = new(StringComparer.Ordinal)
    {
        ["Backbone"] = "BackboneConfig", ["Encoder.Attention"] = "EncoderAttention", ["Encoder.Tokens"] = "TokenSelection", ["Encoder.Fusion"] = "MemoryFusion",
        ["Queries.Content"] = "QueryContent", ["Queries.Position"] = "QueryPosition", ["Queries.Reference"] = "QueryReference",
        ["Decoder.CrossAttention"] = "CrossAttention", ["Matching.Modulation"] = "CostModulation", ["Losses.Classification"] = "ClassificationLoss",
        ["Losses.Classification.Target"] = "PositionalTarget", ["Losses.Classification.Rescale"] = "TargetRescale",
        ["PostProcessing.Suppression"] = "SuppressionConfig", ["Branches[0]"] = "BranchConfig", ["Branches[0].Negatives"] = "NegativeNoise",
        ["Branches[0].Losses.Classification"] = "ClassificationLoss", ["Branches[0].Losses.Classification.Target"] = "PositionalTarget",
        ["Branches[0].Losses.Classification.Rescale"] = "TargetRescale", ["Masks"] = "MaskConfig",
    };

    private static readonly Dictionary<string, string> Records = new(StringComparer.Ordinal)
    {
        [""] = "DetectorConfig", ["Neck"] = "NeckConfig", ["Encoder"] = "EncoderConfig", ["Decoder"] = "DecoderConfig", ["Heads"] = "HeadConfig",
        ["Matching"] = "MatchingConfig", ["Losses"] = "LossConfig", ["PostProcessing"] = "PostProcessingConfig", ["Pixels"] = "PixelNormalization",
        ["Queries"] = "QueryConfig", ["Branches[0].Losses"] = "LossConfig", ["Backbone.Depths"] = "StageCounts", ["Backbone.Heads"] = "StageCounts",
        ["Backbone.Levels"] = "StageCounts", ["Backbone.Windows"] = "StageCounts",
    };

    /// <summary>The same with one value changed.</summary>
    public Draft With(string path, string value) => new(new Dictionary<string, string>(Values, StringComparer.Ordinal) { [path] = value });

    /// <summary>A whole number of it.</summary>
    public int Number(string path) => int.Parse(Values[path], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Its expression.</summary>
    public string Expression => Print("");

    /// <inheritdoc/>
    public override string ToString() => Expression;

    private string Print(string path)
    {
        var type = Unions.TryGetValue(path, out var union) ? $"{union}.{Values[path]}" : Records[path];
        var prefix = path.Length == 0 ? "" : path + ".";
        var parts = Values.Keys.Concat(Records.Keys).Where(k => k.Length > prefix.Length && k.StartsWith(prefix, StringComparison.Ordinal) && !k[prefix.Length..].Contains('.') && !IsItem(k, prefix))
            .Distinct().Where(k => !Records.ContainsKey(k) || Values.Keys.Any(v => v.StartsWith(k + ".", StringComparison.Ordinal)) || k is "Heads" or "Pixels")
            .Select(k => $"{k[prefix.Length..]}: {(Unions.ContainsKey(k) || Records.ContainsKey(k) ? Print(k) : Values[k])}");
        var branches = path.Length > 0 ? [] : new[] { $"Branches: [{(Values.ContainsKey("Branches[0]") ? Print("Branches[0]") : "")}]" };
        return $"new {type}({string.Join(", ", parts.Concat(branches))})";
    }

    private static bool IsItem(string path, string prefix) => prefix.Length == 0 && path.StartsWith("Branches[", StringComparison.Ordinal);
}
