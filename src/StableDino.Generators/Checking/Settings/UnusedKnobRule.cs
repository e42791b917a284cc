using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>A value that nothing reads, because another value turned its part off. It is told only where it was written.</summary>
internal static class UnusedKnobRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from part in Idle(config)
        from path in part.Paths
        select Finding.Of(Descriptors.UnusedKnob, [path], path, part.Because) with { OnlyIfWritten = true };

    private static IEnumerable<(string Because, string[] Paths)> Idle(DetectorConfig config)
    {
        if (config.Encoder.Layers == 0)
            yield return ("Encoder.Layers is 0", ["Encoder.Heads", "Encoder.Attention.Points", "Encoder.FeedForward", "Encoder.Dropout"]);
        if (config.Decoder.Layers == 1)
            yield return ("Decoder.Layers is 1", ["Decoder.Refinement", "Losses.AuxiliaryWeight", .. config.Heads.Sharing == HeadSharing.Shared ? new[] { "Heads.Sharing" } : []]);
        if (config.Masks is MaskConfig.None)
            yield return ("Masks is None", [.. Branches.Matchings(config).SelectMany(m => Parts(m.Path, "MaskCost", "DiceCost")), .. Branches.Losses(config).SelectMany(l => Parts(l.Path, "MaskWeight", "DiceWeight"))]);
        else if (config.Matching.Modulation is CostModulation.None && Branches.Losses(config).All(l => l.Losses.Classification is not ClassificationLoss.PositionSupervised))
            yield return ("no cost is modulated and no loss is position-supervised", ["Masks.Metric"]);
        if (config.Decoder.CrossAttention is CrossAttention.Masked)
            yield return ("Decoder.CrossAttention is Masked", ["Masks.BoxesOfMasks", "Heads.ReferenceEpsilon"]);
        if (config.Neck.Form == NeckForm.Projection && !config.Branches.Any(branch => branch.IsAuxiliaryHead()))
            yield return ("Neck.Form is Projection", ["Neck.Groups"]);
        if (config.Heads.Score == ClassScore.Softmax)
            yield return ("Heads.Score is Softmax", ["Heads.PriorProbability", "Matching.Alpha", "Matching.Gamma"]);
        if (config.Matching.ClassCost == 0f)
            yield return ("Matching.ClassCost is 0", ["Matching.Alpha", "Matching.Gamma", "Matching.Modulation.Exponent"]);
        if (config.Matching.Assignment == TruthAssignment.Hungarian)
            yield return ("Matching.Assignment is Hungarian", ["Matching.LeastOverlap", "Matching.QueriesPerTruth"]);
        if (config.Matching.Assignment == TruthAssignment.InitialOverlap)
            yield return ("Matching.Assignment is InitialOverlap", ["Matching.ClassCost", "Matching.BoxCost", "Matching.GiouCost", "Matching.Alpha", "Matching.Gamma", "Matching.Score"]);
        if (config.Losses.ClassificationWeight == 0f)
            yield return ("Losses.ClassificationWeight is 0", ["Losses.Classification.Alpha", "Losses.Classification.Gamma", "Losses.Classification.Arithmetic"]);
        foreach (var (path, _) in Branches.Of<BranchConfig.ContrastiveDenoising>(config).Where(branch => branch.Config.BoxNoise == 0f))
            yield return ($"{path}.BoxNoise is 0", [$"{path}.Negatives.Step"]);
    }

    private static IEnumerable<string> Parts(string path, params string[] names) => names.Select(name => $"{path}.{name}");
}
