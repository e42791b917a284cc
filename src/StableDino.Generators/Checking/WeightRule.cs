using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A negative weight would reward what it should punish.</summary>
internal static class WeightRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from weight in Weights(config)
        where !(weight.Value >= 0f) || float.IsInfinity(weight.Value)
        select Finding.Of(Descriptors.NegativeWeight, [weight.Path], weight.Path, weight.Value, 0) with { Mend = "0f" };

    /// <summary>Every weight by its path.</summary>
    public static IEnumerable<(string Path, float Value)> Weights(DetectorConfig config) =>
    [
        ("Matching.ClassCost", config.Matching.ClassCost), ("Matching.BoxCost", config.Matching.BoxCost), ("Matching.GiouCost", config.Matching.GiouCost),
        ("Losses.ClassificationWeight", config.Losses.ClassificationWeight),
        ("Losses.BoxWeight", config.Losses.BoxWeight),
        ("Losses.GiouWeight", config.Losses.GiouWeight),
        ("Losses.DenoisingClassificationWeight", config.Losses.DenoisingClassificationWeight),
        ("Losses.DenoisingBoxWeight", config.Losses.DenoisingBoxWeight),
        ("Losses.DenoisingGiouWeight", config.Losses.DenoisingGiouWeight),
        ("Losses.AuxiliaryWeight", config.Losses.AuxiliaryWeight),
        ("Losses.ProposalWeight", config.Losses.ProposalWeight),
        .. config.Denoising is DenoisingConfig.Contrastive { Negatives: NegativeNoise.AddPerCopy { Step: var perCopy } }
            ? [("Denoising.Negatives.Step", perCopy)] : Array.Empty<(string, float)>(),
        .. config.Denoising is DenoisingConfig.Contrastive { Negatives: NegativeNoise.AddOnce { Step: var once } }
            ? [("Denoising.Negatives.Step", once)] : Array.Empty<(string, float)>(),
    ];
}
