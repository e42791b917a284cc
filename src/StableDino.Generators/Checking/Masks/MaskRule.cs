using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>Masks find what they are made of, are taught, and are compared in no more than one way.</summary>
internal static class MaskRule
{
    private const int Finest = 2;           // the stage of stride 4, which MaskDINO reads masks from

    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Masks is not MaskConfig.PixelEmbedding masks)
            yield break;
        var masked = config.Decoder.CrossAttention is CrossAttention.Masked;
        if (!masked && config.Queries.Reference is not QueryReference.Proposals { Classes: ProposalClasses.Aware })
            yield return Finding.Of(
                Descriptors.MasksNeedProposals, ["Queries.Reference", "Masks"], Words(config.Queries.Reference));
        if (!masked && config.Decoder.CrossAttention is not CrossAttention.DeformablePoints)
            yield return Finding.Of(Descriptors.MasksNeedDeformablePoints, ["Decoder.CrossAttention", "Masks"],
                config.Decoder.CrossAttention.GetType().Name);
        var (first, last) = BackboneStages.Of(config.Backbone);
        if (first == last && BackboneStages.AreSound(first, last))
            yield return Finding.Of(
                Descriptors.MasksNeedAFinerMap, ["Backbone.FirstStage", "Masks"], first, Math.Max(2, first - 1));
        if (first > Finest && first < last && BackboneStages.AreSound(first, last))
        {
            yield return Finding.Of(
                Descriptors.CoarseMasks, ["Backbone.FirstStage", "Masks"], first, 1 << first,
                config.Neck.Levels + first - Finest) with
            {
                Mend = config.Neck.Levels >= last - Finest ? Literal.Of(Finest) : "",
            };
        }
        foreach (var (path, _) in Branches.Of<BranchConfig.OneToMany>(config))
            yield return Finding.Of(Descriptors.MasksOnceOnly, [path, "Masks"], path);
        foreach (var (path, _) in Branches.Of<BranchConfig.QueryGroups>(config))
            yield return Finding.Of(Descriptors.MasksOnceOnly, [path, "Masks"], path);
        if (config.Matching is Assignment.ByOverlap)
            yield return Finding.Of(Descriptors.MasksOnceOnly, ["Matching", "Masks"], "Matching");
        if (masks is { MaskWeight: 0f, DiceWeight: 0f })
            yield return Finding.Of(Descriptors.MasksNotTaught, ["Masks.MaskWeight", "Masks.DiceWeight", "Masks"]);
        if (masks.Metric == PositionMetric.MaskIou
            && Branches.FocalCosts(config).Any(c => c.Cost.Modulation is CostModulation.OfficialClassScatter))
            yield return Finding.Of(Descriptors.MaskMetricOfBoxes,
                ["Masks.Metric", "Matching.Classification.Modulation"]) with { Mend = "PositionMetric.BoxIou" };
        if (masks.Groups > 0 && config.Encoder.Width > 0 && config.Encoder.Width % masks.Groups != 0)
        {
            var nearest = Divisors.Nearest(config.Encoder.Width, masks.Groups);
            yield return Finding.Of(
                Descriptors.GroupsDivideWidth, ["Masks.Groups", "Encoder.Width"], "Masks.Groups", masks.Groups,
                "Encoder.Width", config.Encoder.Width, nearest) with { Mend = Literal.Of(nearest) };
        }
    }

    private static string Words(QueryReference reference) =>
        reference is QueryReference.Proposals ? "Proposals that know no classes" : reference.GetType().Name;
}
