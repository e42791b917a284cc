using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Where a configuration stands on the five axes.</summary>
internal static class Axes
{
    public static AxesModel Of(DetectorConfig config) => new(
        Content(config.Queries),
        Position(config),
        config.Decoder.CrossAttention switch
        {
            CrossAttention.DeformablePoints(var points) => $"deformable points, {points} per head and level",
            CrossAttention.Conditional(var modulated, _) =>
                "all tokens, content with content and place with place" + (modulated ? ", stretched by size" : ""),
            CrossAttention.Masked => "the tokens of one level to a layer, inside the mask predicted before",
            CrossAttention.RowColumn => "all tokens, by rows and columns apart",
            CrossAttention.Dense => "all tokens, by content plus position",
            _ => throw new InvalidOperationException("closed"),
        },
        config.Encoder.Tokens switch
        {
            TokenSelection.All => "all tokens",
            _ => throw new InvalidOperationException("closed"),
        },
        config.Branches.Select(branch => Branch(config, branch)).Prepend(Matching(config)).ToEquatable());

    private static string Content(QueryConfig queries) => queries.Content switch
    {
        QueryContent.Learned => queries.Reference is QueryReference.Proposals
            ? "learned, one vector per rank"
            : "learned, one vector per query",
        QueryContent.SelectedTokens => "selected encoder tokens",
        QueryContent.ProposalEmbedding => "projected sine of the proposal",
        QueryContent.ProposalAndToken => "projected sine of the proposal, and its token",
        QueryContent.Zero => "none: zero",
        QueryContent.Patterns(var patterns) => $"learned, {patterns} patterns at every place",
        QueryContent.UnknownLabel => "the embedding of an unknown class",
        _ => throw new InvalidOperationException("closed"),
    };

    private static string Position(DetectorConfig config)
    {
        var moves = config.Decoder.Refinement == BoxRefinement.None ? "" : ", refined per layer";
        return config.Queries.Position switch
        {
            QueryPosition.Learned when config.Decoder.CrossAttention is CrossAttention.Masked =>
                "learned, one vector per query; boxes are those of masks",
            QueryPosition.Learned when config.Queries.Reference is QueryReference.None =>
                "learned, one vector per query; boxes without a reference",
            QueryPosition.Learned => $"learned, one vector per query; around a learned point{moves}",
            QueryPosition.SineOfReference(false) => $"sine of the reference box{moves}",
            QueryPosition.SineOfReference(true) => $"sine of the reference box, scaled by the content{moves}",
            QueryPosition.EncodedPoints => "code of the anchor point, the same in every layer",
            QueryPosition.ProposalEmbedding => $"projected sine of the proposal; around its box{moves}",
            _ => throw new InvalidOperationException("closed"),
        };
    }

    private static BranchModel Matching(DetectorConfig config) => new(
        "matching",
        $"{config.Queries.Count} "
        + $"{(config.Queries.Reference is QueryReference.Proposals ? "selected proposals" : "learned queries")}"
            + (config.Queries.Reference is QueryReference.Proposals { Selection: ProposalSelection.SuppressedPerLevel }
                ? ", suppressed level by level"
                : ""),
        config.Matching is Assignment.ByOverlap(_, var each, _)
            ? $"each target up to {each} times"
            : "each target once",
        config.Matching is Assignment.ByOverlap(var least, _, _)
            ? $"by overlap of the first references, IoU ≥ {Text(least)}"
            : Cost(config, config.Matching),
        Losses(config, config.Losses) + config.Queries.Reference switch
        {
            QueryReference.Proposals { Classes: ProposalClasses.Aware } => " and the proposals",
            QueryReference.Proposals => " and the proposals of all tokens, without classes",
            _ => "",
        },
        "matching",
        TrainOnly: false);

    private static BranchModel Branch(DetectorConfig config, BranchConfig branch) => branch switch
    {
        BranchConfig.ContrastiveDenoising b => new(
            "denoising",
            $"groups of noised targets, about {b.Queries} positive",
            $"{b.Copies} copies in a group, the first positive",
            "given: each positive knows its target",
            Losses(config, b.Losses),
            "its own group, matching",
            TrainOnly: true),
        BranchConfig.DenoisingGroups b => new(
            "denoising",
            $"{b.Groups} groups of noised targets",
            "once in every group",
            "given: each knows its target",
            Losses(config, b.Losses),
            "its own group, matching",
            TrainOnly: true),
        BranchConfig.PositiveDenoising b => new(
            "denoising",
            $"groups of noised targets, at most {b.Queries}",
            "once in every group",
            "given: each knows its target",
            Losses(config, b.Losses),
            "its own group, matching",
            TrainOnly: true),
        BranchConfig.OneToMany b => new(
            "oneToMany",
            $"{b.Queries} further proposals",
            $"each target {b.Repetition} times",
            Cost(config, (b.Terms as BranchTerms.Own)?.Matching ?? config.Matching),
            $"{Losses(config, (b.Terms as BranchTerms.Own)?.Losses ?? config.Losses)}, all × {Text(b.Weight)}",
            "itself",
            TrainOnly: true),
        BranchConfig.QueryGroups b => new(
            "groups",
            $"{b.Groups - 1} further groups of {config.Queries.Count} learned queries",
            "each target once in every group",
            Cost(config, config.Matching),
            $"as the matching queries, all divided by {b.Groups}",
            b.Attention == GroupAttention.Official ? "all groups" : "its own group",
            TrainOnly: true),
        BranchConfig.AnchorHead b => new(
            "anchorHead",
            $"at most {b.Queries} positive anchors of an auxiliary head",
            "each target several times",
            $"ATSS, {b.Candidates} candidates a level",
            $"{Losses(config, b.Losses)}; the head itself × {Text(b.Weight)}",
            "itself",
            TrainOnly: true),
        BranchConfig.RegionHead b => new(
            "regionHead",
            $"at most {b.Queries} positive regions of an auxiliary head",
            "each target several times",
            "by overlap of proposals, IoU ≥ 0.5",
            $"{Losses(config, b.Losses)}; the head itself × {Text(b.Weight)}",
            "itself",
            TrainOnly: true),
        _ => throw new InvalidOperationException("closed"),
    };

    private static string Cost(DetectorConfig config, Assignment matching) =>
        matching is not Assignment.Hungarian { Classification: ClassificationCost.Focal focal } ? "Hungarian, cost −p"
        : focal.Modulation switch
        {
            CostModulation.RescaledGiou m => $"Hungarian, position-modulated cost p·s′^{Text(m.Exponent)}"
                + (config.Masks is MaskConfig.PixelEmbedding { Metric: PositionMetric.MaskIou } ? ", s′ of masks" : ""),
            CostModulation.OfficialClassScatter m =>
                $"Hungarian, the official code's modulated cost, exponent {Text(m.Exponent)}",
            _ => "Hungarian, focal cost",
        };

    private static string Losses(DetectorConfig config, LossConfig losses) =>
        $"{Class(config.Heads.Score, losses.Classification)} × {Text(losses.ClassificationWeight)}, L1 × "
        + $"{Text(losses.BoxWeight)}, "
        + $"GIoU × {Text(losses.GiouWeight)}"
        + (config.Masks is MaskConfig.PixelEmbedding { MaskWeight: var mask, DiceWeight: var dice }
            && (mask > 0 || dice > 0)
            ? $", mask × {Text(mask)}, dice × {Text(dice)}" : "") + ", every layer";

    private static string Class(Score score, ClassificationLoss loss) => (score, loss) switch
    {
        (_, ClassificationLoss.PositionSupervised s) =>
            $"position-supervised ({s.Target.GetType().Name}, {s.Rescale.GetType().Name})",
        (Score.Softmax softmax, _) => $"cross-entropy (background {Text(softmax.BackgroundWeight)})",
        _ => "focal",
    };

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
