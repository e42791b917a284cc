using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>
/// A setting without effect, because another one turned its part off. It is reported only where it was written by hand:
/// a setting's default, or its value in the detector that this one is made of, is nobody's mistake here.
/// </summary>
internal static class UnusedSettingRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from part in Idle(config)
        from path in part.Paths
        select Finding.Of(Descriptors.UnusedSetting, [path], path, part.Because) with { OnlyIfWritten = true };

    /// <summary>Every setting that nothing reads, and why.</summary>
    public static IEnumerable<(string Because, string[] Paths)> Idle(DetectorConfig config)
    {
        if (config.Encoder.Layers == 0)
            yield return ("Encoder.Layers is 0",
                ["Encoder.Heads", "Encoder.Attention.Points", "Encoder.FeedForward", "Encoder.Dropout"]);
        if (config.Decoder.Layers == 1)
            yield return ("Decoder.Layers is 1",
                ["Decoder.Refinement", "Losses.AuxiliaryWeight",
                    .. config.Heads.Sharing == HeadSharing.Shared ? new[] { "Heads.Sharing" } : []]);
        if (config.Masks is not MaskConfig.None
            && Branches.FocalCosts(config).All(c => c.Cost.Modulation is CostModulation.None)
            && Branches.Losses(config).All(l => l.Losses.Classification is not ClassificationLoss.PositionSupervised))
            yield return ("no cost is modulated and no loss is position-supervised", ["Masks.Metric"]);
        if (config.Decoder.CrossAttention is CrossAttention.Masked)
            yield return ("Decoder.CrossAttention is Masked", ["Masks.BoxesOfMasks", "Heads.ReferenceEpsilon"]);
        if (config.Neck.Form == NeckForm.Projection && !config.Branches.Any(branch => branch.IsAuxiliaryHead()))
            yield return ("Neck.Form is Projection", ["Neck.Groups"]);
        foreach (var (path, matching) in Branches.Matchings(config))
            if (matching.ClassCost == 0f)
                yield return ($"{path}.ClassCost is 0",
                    [.. Under($"{path}.Classification", "Alpha", "Gamma", "LogEpsilon", "Modulation.Exponent")]);
        if (Branches.Losses(config).All(l => l.Losses.ClassificationWeight == 0f))
            yield return ("every ClassificationWeight is 0",
                ["Heads.Score.Alpha", "Heads.Score.Gamma", "Heads.Score.BackgroundWeight"]);
        foreach (var (path, losses) in Branches.Losses(config))
            if (losses.ClassificationWeight == 0f)
                yield return ($"{path}.ClassificationWeight is 0",
                    [.. Under($"{path}.Classification", "Target.Exponent", "Target.ScoreExponent",
                        "Target.OverlapExponent", "Rescale", "Arithmetic")]);
        foreach (var (path, _) in Branches.Of<BranchConfig.ContrastiveDenoising>(config)
            .Where(branch => branch.Config.BoxNoise == 0f))
            yield return ($"{path}.BoxNoise is 0", [$"{path}.Negatives.Step"]);
    }

    private static IEnumerable<string> Under(string path, params string[] names) =>
        names.Select(name => $"{path}.{name}");
}
