using FsCheck;
using FsCheck.Fluent;
using static StableDino.Snapshots.Differential.Drafts;
using Values = System.Collections.Generic.Dictionary<string, string>;

namespace StableDino.Snapshots.Differential;

/// <summary>Content, position and reference of the queries, as the family's detectors combine them.</summary>
internal static class QueryDrafts
{
    private static readonly (string Content, string Position, string Reference, string Kind)[] Proposed =
    [
        ("Learned", "SineOfReference", "Proposals", "Aware"),
        ("SelectedTokens", "SineOfReference", "Proposals", "Aware"),
        ("Learned", "ProposalEmbedding", "Proposals", "Aware"),
        ("ProposalEmbedding", "ProposalEmbedding", "Proposals", "Aware"),
    ];

    private static readonly (string Content, string Position, string Reference, string Kind)[] WithoutClasses =
    [
        ("SelectedTokens", "SineOfReference", "Proposals", "Agnostic"),
        ("ProposalEmbedding", "ProposalEmbedding", "Proposals", "Agnostic"),
        ("ProposalAndToken", "ProposalEmbedding", "Proposals", "Agnostic"),
    ];

    private static readonly (string Content, string Position, string Reference, string Kind)[] Placed =
    [
        ("Learned", "Learned", "LearnedPoints", "Linear"), ("Zero", "Learned", "LearnedPoints", "Linear"),
        ("Zero", "Learned", "LearnedPoints", "Mlp"),
        ("Patterns", "Learned", "LearnedPoints", "Mlp"), ("Learned", "SineOfReference", "LearnedBoxes", ""),
        ("Zero", "SineOfReference", "LearnedBoxes", ""),
        ("Patterns", "SineOfReference", "LearnedBoxes", ""), ("UnknownLabel", "SineOfReference", "LearnedBoxes", ""),
    ];

    private static readonly (string Content, string Position, string Reference, string Kind)[] Unplaced =
        [("Zero", "Learned", "None", "")];

    private static readonly (string Content, string Position, string Reference, string Kind)[] Anchored =
        [("Patterns", "EncodedPoints", "AnchorPoints", "")];

    /// <summary>
    /// Queries that this attention finds its way with, and what the decoder may do with their references.
    /// </summary>
    public static Gen<Values> Of(DraftStage stage, string attention) =>
        from start in Gen.Elements(stage switch
        {
            DraftStage.Masked => Proposed,
            DraftStage.RowsAndColumns => Anchored,
            _ => [.. Proposed, .. WithoutClasses, .. Placed, .. attention == "Dense" ? Unplaced : []],
        })
        from patterns in Gen.Choose(1, 3)
        from places in Gen.Choose(1, 20)
        from scaled in attention == "DeformablePoints" ? Flag : Gen.Constant("false")
        from stretched in Flag
        from weight in Real("0f", "1f")
        from selection in Gen.Elements(start.Kind == "Agnostic" ? ["Best", "SuppressedPerLevel"] : new[] { "Best" })
        select Merge(
            new()
            {
                ["Queries.Content"] = start.Content, ["Queries.Position"] = start.Position,
                ["Queries.Reference"] = start.Reference,
                ["Queries.Count"] = Text(start.Content == "Patterns" ? places * patterns : places),
            },
            start.Content == "Patterns" ? new() { ["Queries.Content.Count"] = Text(patterns) } : [],
            start.Position == "SineOfReference" ? new() { ["Queries.Position.ScaledByContent"] = scaled } : [],
            start.Reference switch
            {
                "Proposals" => new()
                {
                    ["Queries.Reference.Classes"] = "ProposalClasses." + start.Kind,
                    ["Queries.Reference.LossWeight"] = weight,
                    ["Queries.Reference.Selection"] = "ProposalSelection." + selection,
                },
                "LearnedPoints" => new() { ["Queries.Reference.Map"] = "PointMap." + start.Kind },
                _ => [],
            },
            (attention, start.Reference) is ("Conditional", "Proposals" or "LearnedBoxes")
                ? new() { ["Decoder.CrossAttention.Modulated"] = stretched }
                : [],
            start.Reference is "None" or "AnchorPoints" ? new() { ["Decoder.Refinement"] = "BoxRefinement.None" } : []);
}
