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
        .. Branches.Matchings(config).SelectMany(m => new[]
        {
            ($"{m.Path}.ClassCost", m.Matching.ClassCost), ($"{m.Path}.BoxCost", m.Matching.BoxCost),
            ($"{m.Path}.GiouCost", m.Matching.GiouCost),
        }),
        .. Branches.Losses(config).SelectMany(l => new[]
        {
            ($"{l.Path}.ClassificationWeight", l.Losses.ClassificationWeight),
            ($"{l.Path}.BoxWeight", l.Losses.BoxWeight),
            ($"{l.Path}.GiouWeight", l.Losses.GiouWeight), ($"{l.Path}.AuxiliaryWeight", l.Losses.AuxiliaryWeight),
        }),
        .. config.Heads.Score is Score.Softmax(var background, _)
            ? [("Heads.Score.BackgroundWeight", background)]
            : Array.Empty<(string, float)>(),
        .. config.Masks is MaskConfig.PixelEmbedding masks
            ?
            [
                ("Masks.MaskCost", masks.MaskCost), ("Masks.DiceCost", masks.DiceCost),
                ("Masks.MaskWeight", masks.MaskWeight), ("Masks.DiceWeight", masks.DiceWeight),
            ]
            : Array.Empty<(string, float)>(),
        .. config.Queries.Reference is QueryReference.Proposals proposals
            ? [("Queries.Reference.LossWeight", proposals.LossWeight)] : Array.Empty<(string, float)>(),
        .. Branches.Of<BranchConfig.ContrastiveDenoising>(config)
            .SelectMany(b => Steps($"{b.Path}.Negatives.Step", b.Config.Negatives)),
        .. Branches.Of<BranchConfig.OneToMany>(config).Select(b => ($"{b.Path}.Weight", b.Config.Weight)),
        .. Branches.Of<BranchConfig.AnchorHead>(config).Select(b => ($"{b.Path}.Weight", b.Config.Weight)),
        .. Branches.Of<BranchConfig.RegionHead>(config).Select(b => ($"{b.Path}.Weight", b.Config.Weight)),
    ];

    private static IEnumerable<(string, float)> Steps(string path, NegativeNoise noise) => noise switch
    {
        NegativeNoise.AddPerCopy add => [(path, add.Step)],
        NegativeNoise.AddOnce add => [(path, add.Step)],
        _ => [],
    };
}
