using FsCheck;
using FsCheck.Fluent;
using static StableDino.Snapshots.Differential.Drafts;
using Values = System.Collections.Generic.Dictionary<string, string>;

namespace StableDino.Snapshots.Differential;

/// <summary>The losses of queries and how they get their targets: score, cost, losses, further branches.</summary>
internal static class TermDrafts
{
    /// <summary>The terms of a detector whose queries are these.</summary>
    public static Gen<Values> Of(DraftStage stage, Values start) =>
        from softmax in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from overlapping in Gen.Elements(
            stage != DraftStage.Masked
                && start.GetValueOrDefault("Queries.Reference.Classes") == "ProposalClasses.Agnostic"
                ? [true, false]
                : new[] { false })
        from matching in Matching("Matching", softmax)
        from least in Real("0.3f", "0.6f")
        from most in Gen.Choose(1, 5)
        from losses in Losses("Losses", softmax)
        from denoising in Gen.Elements(Kinds(start)).SelectMany(kind => Denoising(kind, softmax))
        from further in Gen.Elements(
            stage != DraftStage.Masked && start["Queries.Reference"] == "Proposals" ? [false, true] : new[] { false })
        from many in further
            ? OneToMany($"Branches[{(denoising.Count > 0 ? 1 : 0)}]", softmax, overlapping)
            : Gen.Constant(new Values())
        let groupable = start["Queries.Reference"] == "LearnedBoxes" && denoising.Count > 0
            && denoising["Branches[0]"] != "QueryGroups"
        from beside in Gen.Elements(groupable ? [false, true] : new[] { false })
        from groups in Gen.Choose(2, 4)
        from heads in stage != DraftStage.Masked && KnownByBoxes(start)
            ? Heads(Count(denoising, many) + (beside ? 1 : 0), softmax)
            : Gen.Constant(new Values())
        from prior in Real("0.01f", "0.1f", "0.5f")
        from alpha in Real("0.25f", "0.5f")
        from background in Real("0.1f", "1f")
        select Merge(
            overlapping
                ? new() { ["Matching"] = "ByOverlap", ["Matching.Least"] = least,
                    ["Matching.QueriesPerTarget"] = Text(most) }
                : matching,
            losses, denoising, many, beside ? Groups("Branches[1]", groups) : [], heads,
            softmax
                ? new() { ["Heads.Score"] = "Softmax", ["Heads.Score.BackgroundWeight"] = background,
                    ["Heads.Score.Selection"] = "DetectionSelection.BestClass" }
                : new() { ["Heads.Score"] = "Sigmoid", ["Heads.Score.PriorProbability"] = prior,
                    ["Heads.Score.Alpha"] = alpha, ["Heads.Score.Gamma"] = "2f" });

    // The branches of further queries that these take beside them.
    private static string[] Kinds(Values start) =>
        (start["Queries.Content"], start["Queries.Position"], start["Queries.Reference"]) switch
        {
            ("UnknownLabel", _, _) => ["DenoisingGroups"],
            ("Patterns", "SineOfReference", _) => ["", "ContrastiveDenoising", "PositiveDenoising"],
            (_, "SineOfReference", "LearnedBoxes") =>
                ["", "ContrastiveDenoising", "PositiveDenoising", "DenoisingGroups", "QueryGroups"],
            (_, "SineOfReference", _) => ["", "ContrastiveDenoising", "ContrastiveDenoising", "PositiveDenoising"],
            (_, _, "LearnedPoints" or "AnchorPoints") => ["", "QueryGroups"],
            _ => [""],
        };

    private static Gen<Values> Denoising(string kind, bool softmax) =>
        from copies in Gen.Choose(1, 3)
        from negatives in Gen.Elements(
            copies == 1
                ? ["SameAsPositive"]
                : new[] { "Contrastive", "SameAsPositive", "AddPerCopy", "AddOnce", "AddPerCopyToFirstCorner",
                    "AddOnceToFirstCorner", "MultiplyPerCopy" })
        from queries in Gen.Choose(1, 12)
        from groups in Gen.Choose(1, 3)
        from label in Real("0f", "0.5f", "1f")
        from box in Real("0f", "0.4f", "1f")
        from absent in Gen.Elements("Unseen", "TrainedAsNegatives")
        from losses in Losses("Branches[0].Losses", softmax)
        select kind.Length == 0 ? [] : kind == "QueryGroups" ? Groups("Branches[0]", groups + 1) : Merge(
            new()
            {
                ["Branches[0]"] = kind, ["Branches[0].LabelNoise"] = label, ["Branches[0].BoxNoise"] = box,
                ["Branches[0].Absent"] = "AbsentSlots." + absent,
            },
            kind switch
            {
                "ContrastiveDenoising" =>
                    new() { ["Branches[0].Negatives"] = negatives, ["Branches[0].Copies"] = Text(copies),
                        ["Branches[0].Queries"] = Text(queries) },
                "PositiveDenoising" => new() { ["Branches[0].Queries"] = Text(queries) },
                _ => new() { ["Branches[0].Groups"] = Text(groups) },
            },
            losses);

    private static int Count(params Values[] branches) => branches.Count(branch => branch.Count > 0);

    private static bool KnownByBoxes(Values start) => (start["Queries.Position"], start["Queries.Reference"]) is
        ("SineOfReference", "Proposals" or "LearnedBoxes") or ("ProposalEmbedding", "Proposals");

    // None, one or both of the auxiliary heads, the first as this branch.
    private static Gen<Values> Heads(int first, bool softmax) =>
        from kinds in Gen.Frequency(
            (5, Gen.Constant(System.Array.Empty<string>())), (1, Gen.Constant(new[] { "AnchorHead" })),
            (1, Gen.Constant(new[] { "RegionHead" })), (1, Gen.Constant(new[] { "RegionHead", "AnchorHead" })))
        from heads in Gen.CollectToList(
            kinds.Select((kind, i) => (kind, i)), head => Head($"Branches[{first + head.i}]", head.kind, softmax))
        select Merge([.. heads]);

    private static Gen<Values> Head(string path, string kind, bool softmax) =>
        from queries in Gen.Choose(1, 12)
        from candidates in Gen.Choose(1, 12)
        from few in Gen.Choose(2, 9)
        from weight in Real("0f", "2f")
        from share in Real("0.25f", "1f")
        from side in Real("8f", "56f")
        from losses in Losses($"{path}.Losses", softmax)
        select Merge(
            new() { [path] = kind, [$"{path}.Queries"] = Text(queries), [$"{path}.Candidates"] = Text(candidates),
                [$"{path}.Weight"] = weight },
            kind == "AnchorHead" ? new() { [$"{path}.Convolutions"] = Text(few % 3) } : new()
            {
                [$"{path}.Proposals"] = Text(candidates), [$"{path}.ProposalIou"] = share,
                [$"{path}.AnchorSamples"] = Text(few), [$"{path}.Samples"] = Text(few + 1),
                [$"{path}.PositiveShare"] = share, [$"{path}.HiddenWidth"] = Text(few), [$"{path}.FinestSide"] = side,
            },
            losses);

    private static Values Groups(string path, int groups) => new()
    {
        [path] = "QueryGroups", [$"{path}.Groups"] = Text(groups), [$"{path}.Attention"] = "GroupAttention.Isolated",
    };

    // What shares a cost needs one to share.
    private static Gen<Values> OneToMany(string path, bool softmax, bool overlapping) =>
        from queries in Gen.Choose(1, 20)
        from repetition in Gen.Choose(1, 4)
        from weight in Real("0.5f", "1f")
        from own in Gen.Elements(overlapping ? [true] : new[] { true, false })
        from matching in Matching($"{path}.Terms.Matching", softmax)
        from losses in Losses($"{path}.Terms.Losses", softmax)
        select Merge(
            new()
            {
                [path] = "OneToMany", [$"{path}.Terms"] = own ? "Own" : "Shared", [$"{path}.Queries"] = Text(queries),
                [$"{path}.Repetition"] = Text(repetition),
                [$"{path}.Weight"] = weight,
            },
            own ? matching : [], own ? losses : []);

    private static Gen<Values> Matching(string path, bool softmax) =>
        from focal in Gen.Elements(true, true, false)
        from modulation in Gen.Elements(softmax ? ["None"] : new[] { "None", "RescaledGiou", "OfficialClassScatter" })
        from overlap in Gen.Elements("Exact", "OfficialEpsilon")
        from costs in Real("0.5f", "2f").ArrayOf(3)
        from epsilon in Real("1e-8f", "1e-5f")
        select Merge(
            new()
            {
                [path] = "Hungarian", [$"{path}.Overlap"] = "OverlapArithmetic." + overlap,
                [$"{path}.ClassCost"] = costs[0], [$"{path}.BoxCost"] = costs[1],
                [$"{path}.GiouCost"] = costs[2], [$"{path}.Classification"] = focal ? "Focal" : "NegativeProbability",
            },
            focal
                ? new() { [$"{path}.Classification.Modulation"] = modulation,
                    [$"{path}.Classification.LogEpsilon"] = epsilon }
                : []);

    private static Gen<Values> Losses(string path, bool softmax) =>
        from overlap in Gen.Elements("Exact", "OfficialEpsilon")
        from weights in Real("0f", "1f", "6f").ArrayOf(3)
        from classes in Classification($"{path}.Classification", softmax)
        select Merge(
            classes,
            new()
            {
                [$"{path}.ClassificationWeight"] = "2f", [$"{path}.BoxWeight"] = weights[0],
                [$"{path}.GiouWeight"] = weights[1], [$"{path}.AuxiliaryWeight"] = weights[2],
                [$"{path}.Overlap"] = "OverlapArithmetic." + overlap,
            });

    private static Gen<Values> Classification(string path, bool softmax) =>
        from plain in Flag
        from target in Gen.Elements("Power", "Exponential", "Sine", "ScoreMixed")
        from rescale in Gen.Elements("None", "ToOne", "ToMaxIou")
        from logs in Gen.Elements("FromLogits", "OfficialEpsilons")
        select softmax || plain == "true" ? new Values { [path] = "Plain" }
            : new Values
            {
                [path] = "PositionSupervised", [$"{path}.Target"] = target, [$"{path}.Rescale"] = rescale,
                [$"{path}.Arithmetic"] = "LogArithmetic." + logs,
            };
}
