using static StableDino.Snapshots.Differential.Drafts;

namespace StableDino.Snapshots.Differential;

/// <summary>Single faults of a sound draft: with each of them nothing could be built, or trained as it says.</summary>
internal static class DraftFaults
{
    /// <summary>What may be put where.</summary>
    public static IEnumerable<(string Path, string Value)> Of(Draft d) =>
        Sizes(d).Concat(Terms).Concat(Branch("Branches[0]")).Concat(Branch("Branches[1]")).Concat(Branch("Branches[2]"))
            .Concat(Masks(d)).Where(f => d.Values.ContainsKey(f.Path)).Concat(Parts(d));

    private static (string Path, string Value)[] Sizes(Draft d)
    {
        var width = d.Number("Neck.Width");
        var maps = d.Number("Backbone.LastStage") - d.Number("Backbone.FirstStage") + (d.Has("Masks", "None") ? 1 : 0);
        return
        [
            ("Neck.Width", Text(width + 8)), ("Encoder.Width", Text(width + 4)), ("Decoder.Width", Text(width * 2)),
            ("Neck.Groups", Text(width - 1)), ("Encoder.Heads", Text(width - 1)), ("Decoder.Heads", Text(width + 1)),
            ("Decoder.Heads", "0"),
            ("Neck.Levels", "0"), ("Neck.Levels", Text(maps - 1)), ("Neck.Levels", "9"),
            ("Backbone.FirstStage", "1"), ("Backbone.LastStage", "6"), ("Backbone.FirstStage", "6"),
            ("Backbone.Width", "0"),
            ("Backbone.Depth", "19"), ("Backbone.FrozenStages", "6"), ("Backbone.StemWidth", "-4"),
            ("Backbone.Heads.Stage5", "7"), ("Backbone.Depths.Stage2", "0"), ("Backbone.Window", "1"),
            ("Backbone.MlpRatio", "0f"), ("Backbone.DropPath", "1f"),
            ("Backbone.Depths.Stage3", "0"), ("Backbone.Levels.Stage2", "0"), ("Backbone.Levels.Stage4", "9"),
            ("Backbone.Windows.Stage2", "4"),
            ("Backbone.Windows.Stage2", "-3"), ("Backbone.Windows.Stage5", "65"),
            ("Encoder.Layers", "-1"), ("Decoder.Layers", "0"), ("Encoder.Attention.Points", "0"),
            ("Decoder.CrossAttention.Points", "-2"), ("Encoder.FeedForward", "0"),
            ("Encoder.Dropout", "1f"), ("Decoder.Dropout", "-0.1f"), ("Decoder.Dropout", "float.NaN"),
            ("Encoder.PositionOffset", "2f"), ("Encoder.PositionTemperature", "0f"),
            ("Encoder.PositionTemperature", "-20f"), ("Encoder.PositionTemperature", "float.NaN"),
            ("Queries.Count", "0"), ("Queries.Content.Count", "0"), ("Classes", "0"), ("Classes", "int.MinValue"),
            ("Name", "\"No Name\""), ("Name", "\"\""),
            .. d.Values.TryGetValue("Queries.Content.Count", out var patterns) && patterns != "1"
                ? [("Queries.Count", Text(d.Number("Queries.Count") + 1))]
                : Array.Empty<(string, string)>(),
            ("PostProcessing.Detections", Text((d.Number("Queries.Count") * d.Number("Classes")) + 1)),
        ];
    }

    private static readonly (string Path, string Value)[] Terms =
    [
        ("Heads.Score.PriorProbability", "0f"), ("Heads.Score.PriorProbability", "1f"), ("Heads.Score.Alpha", "1.5f"),
        ("Heads.Score.Gamma", "0f"),
        ("Heads.Score.BackgroundWeight", "-1f"), ("Heads.Score.BackgroundWeight", "float.NaN"),
        ("Heads.ReferenceEpsilon", "0.5f"), ("Queries.Reference.LossWeight", "-1f"),
        ("Matching.BoxCost", "-1f"), ("Matching.ClassCost", "1e30f"), ("Matching.Classification.LogEpsilon", "0f"),
        ("Matching.Least", "0f"), ("Matching.QueriesPerTarget", "0"),
        ("Losses.BoxWeight", "float.NaN"), ("Losses.GiouWeight", "float.PositiveInfinity"),
        ("PostProcessing.Suppression.Candidates", "-1"),
    ];

    private static IEnumerable<(string Path, string Value)> Branch(string path) => new[]
    {
        ("BoxNoise", "-1f"), ("LabelNoise", "3f"), ("Groups", "0"), ("Queries", "0"),
        ("Copies", "0"), ("Repetition", "0"), ("Weight", "-1f"), ("Terms.Matching.BoxCost", "-1f"),
        ("Terms.Losses.GiouWeight", "float.NaN"),
        ("Terms.Matching.Classification.LogEpsilon", "0f"), ("Candidates", "0"), ("Convolutions", "-1"),
        ("Proposals", "0"), ("ProposalIou", "0f"),
        ("AnchorSamples", "1"), ("Samples", "0"), ("PositiveShare", "1.5f"), ("HiddenWidth", "0"),
        ("FinestSide", "float.NaN"),
    }.Select(f => ($"{path}.{f.Item1}", f.Item2));

    // Settings of masks, and what masks do not go with.
    private static (string Path, string Value)[] Masks(Draft d) => d.Has("Masks", "None") ? [] :
    [
        ("Masks.Width", "0"), ("Masks.Width", "-8"), ("Masks.Groups", "0"),
        ("Masks.Groups", Text(d.Number("Encoder.Width") - 1)), ("Masks.Groups", Text(d.Number("Encoder.Width") + 1)),
        ("Masks.Points.Points", "0"), ("Masks.Points.Points", "int.MaxValue"), ("Masks.Points.Oversampling", "0.5"),
        ("Masks.Points.Oversampling", "double.NaN"),
        ("Masks.Points.Oversampling", "1e9"), ("Masks.Points.Importance", "1.5"), ("Masks.Points.Importance", "-0.1"),
        ("Masks.Points.Importance", "double.NaN"),
        ("Backbone.FirstStage", d.Values["Backbone.LastStage"]),
        ("Backbone.LastStage", d.Values["Backbone.FirstStage"]),
        ("Masks.MaskCost", "-1f"), ("Masks.DiceCost", "float.NaN"), ("Masks.MaskWeight", "-5f"),
        ("Masks.DiceWeight", "float.PositiveInfinity"), ("Masks.MaskWeight", "1e30f"),
        ("Queries.Reference.Classes", "ProposalClasses.Agnostic"), ("Queries.Reference", "LearnedBoxes"),
        ("Queries.Reference", "LearnedPoints"),
        ("Decoder.CrossAttention", "Dense"), ("Decoder.CrossAttention", "Conditional"),
    ];

    // Parts that do not fit each other; some of their paths are not in the draft.
    private static IEnumerable<(string Path, string Value)> Parts(Draft d)
    {
        var (softmax, proposals, dense) = (d.Has("Heads.Score", "Softmax"), d.Has("Queries.Reference", "Proposals"),
            !d.Has("Decoder.CrossAttention", "DeformablePoints"));
        if (!softmax && d.Values.Any(v => v.Value is "PositionSupervised" or "RescaledGiou" or "OfficialClassScatter"))
            yield return ("Heads.Score", "Softmax");
        yield return ("Queries.Content", proposals ? "Zero" : "SelectedTokens");
        yield return dense && d.Has("Queries.Position", "Learned")
            && (d.Has("Queries.Content", "Zero") || d.Has("Queries.Reference", "None"))
            ? ("Queries.Position", "ProposalEmbedding")
            : ("Queries.Reference", "None");
        if (d.Number("Encoder.Layers") < 2)
            yield return ("Encoder.Fusion", "ULike");
        if (d.Values.Values.Contains("LogArithmetic.OfficialEpsilons"))
            yield return ("Heads.Score.Gamma", "3f");
        if (proposals || d.Has("Queries.Reference", "LearnedBoxes"))
            yield return ("Queries.Position", "Learned");
        if (proposals)
            yield return ("Heads.Sharing", "HeadSharing.Single");
        if (d.Has("Decoder.CrossAttention", "Masked"))
        {
            yield return ("Heads.Sharing", "HeadSharing.PerLayer");
            yield return ("Losses.GiouWeight", "2f");
            yield return ("Matching.BoxCost", "5f");
            yield return ("Masks", "None");
        }
        if (d.Has("Masks.Metric", "PositionMetric.MaskIou"))
            if (d.Has("Matching.Classification", "Focal"))
                yield return ("Matching.Classification.Modulation", "OfficialClassScatter");
        if (softmax && d.Has("Matching.Classification", "Focal"))
            yield return ("Matching.Classification.Modulation", "RescaledGiou");
        if (!d.Has("Queries.Reference.Classes", "ProposalClasses.Agnostic"))
            yield return ("Matching", "ByOverlap");
        if (d.Has("Queries.Reference.Classes", "ProposalClasses.Aware"))
            yield return ("Queries.Reference.Selection", "ProposalSelection.SuppressedPerLevel");
        if (dense && d.Has("Queries.Position", "SineOfReference"))
            yield return ("Queries.Position.ScaledByContent", "true");
        if (d.Has("Decoder.CrossAttention", "Conditional") && d.Has("Queries.Reference", "LearnedPoints"))
            yield return ("Decoder.CrossAttention.Modulated", "true");
        if (!d.Has("Neck.Form", "NeckForm.ChannelMapper") || d.Has("Encoder.Attention", "RowColumn")
            || (d.Has("Encoder.Attention", "Dense") && d.Number("Encoder.Layers") > 0))
            yield return ("Neck.Levels", "2");
        if (d.Number("Neck.Levels") > 1)
        {
            yield return ("Neck.Form", "NeckForm.Projection");
            yield return ("Neck.Form", "NeckForm.NormalisedProjection");
        }

        if (d.Number("Neck.Levels") > 1 && d.Number("Encoder.Layers") > 0)
            yield return ("Encoder.Attention", "Dense");
        if (d.Has("Branches[0]", "QueryGroups"))
            yield return ("Branches[0].Groups", "1");
        if (d.Has("Branches[0]", "QueryGroups") && !d.Has("Decoder.CrossAttention", "Conditional"))
            yield return ("Branches[0].Attention", "GroupAttention.Official");
        if (d.Has("Branches[1]", "QueryGroups"))
            yield return ("Branches[1].Attention", "GroupAttention.Official");
        if (!d.Has("Branches[0]", "DenoisingGroups"))
            yield return ("Queries.Content", "UnknownLabel");
        foreach (var fault in RowsAndColumns(d.Has("Encoder.Attention", "RowColumn")))
            yield return fault;
    }

    // Rows and columns go through encoder, queries and decoder, or through none of them.
    private static (string Path, string Value)[] RowsAndColumns(bool there) => there ?
    [
        ("Encoder.Attention", "Dense"), ("Encoder.Attention", "DeformablePoints"), ("Encoder.ScaledPositions", "true"),
        ("Decoder.CrossAttention", "Dense"),
        ("Decoder.CrossAttention", "Conditional"), ("Decoder.CrossAttention", "DeformablePoints"),
        ("Decoder.Refinement", "BoxRefinement.Detached"),
        ("Decoder.Refinement", "BoxRefinement.LookForwardTwice"), ("Queries.Reference", "LearnedPoints"),
        ("Queries.Reference", "LearnedBoxes"),
        ("Queries.Reference", "Proposals"), ("Queries.Content", "Zero"), ("Queries.Content", "Learned"),
        ("Queries.Position", "Learned"),
        ("Queries.Position", "SineOfReference"),
    ]
    :
    [
        ("Encoder.Attention", "RowColumn"), ("Decoder.CrossAttention", "RowColumn"),
        ("Queries.Reference", "AnchorPoints"), ("Queries.Position", "EncodedPoints"),
    ];
}
