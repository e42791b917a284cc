namespace StableDino.Snapshots.Differential;

/// <summary>A detector as text by path, so that a test can change one value: <c>Encoder.Heads</c> to <c>5</c>.</summary>
/// <param name="Values">C# text of every leaf; a union's case is its type's name under its own path, such as <c>Backbone</c> to <c>ResNet</c>.</param>
public sealed record Draft(IReadOnlyDictionary<string, string> Values)
{
    private static readonly Dictionary<string, string> Unions = new(StringComparer.Ordinal)
    {
        ["Backbone"] = "BackboneConfig", ["Encoder.Fusion"] = "MemoryFusion", ["Selection"] = "QuerySelectionConfig", ["Denoising"] = "DenoisingConfig",
        ["Denoising.Negatives"] = "NegativeNoise", ["Matching.Modulation"] = "CostModulation", ["Losses.Classification"] = "ClassificationLoss",
        ["Losses.DenoisingClassification"] = "ClassificationLoss", ["Losses.Classification.Target"] = "PositionalTarget",
        ["Losses.DenoisingClassification.Target"] = "PositionalTarget", ["Losses.Classification.Rescale"] = "TargetRescale",
        ["Losses.DenoisingClassification.Rescale"] = "TargetRescale", ["PostProcessing.Suppression"] = "SuppressionConfig",
    };

    private static readonly Dictionary<string, string> Records = new(StringComparer.Ordinal)
    {
        [""] = "DetectorConfig", ["Neck"] = "NeckConfig", ["Encoder"] = "EncoderConfig", ["Decoder"] = "DecoderConfig", ["Heads"] = "HeadConfig",
        ["Matching"] = "MatchingConfig", ["Losses"] = "LossConfig", ["PostProcessing"] = "PostProcessingConfig", ["Pixels"] = "PixelNormalization",
        ["Backbone.Depths"] = "StageCounts", ["Backbone.Heads"] = "StageCounts",
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
        var parts = Values.Keys.Concat(Records.Keys).Where(k => k.Length > prefix.Length && k.StartsWith(prefix, StringComparison.Ordinal) && !k[prefix.Length..].Contains('.'))
            .Distinct().Where(k => !Records.ContainsKey(k) || Values.Keys.Any(v => v.StartsWith(k + ".", StringComparison.Ordinal)) || k is "Heads" or "Pixels")
            .Select(k => $"{k[prefix.Length..]}: {(Unions.ContainsKey(k) || Records.ContainsKey(k) ? Print(k) : Values[k])}");
        return $"new {type}({string.Join(", ", parts)})";
    }
}
