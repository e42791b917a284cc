using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Values = System.Collections.Generic.Dictionary<string, string>;

namespace StableDino.Snapshots.Differential;

/// <summary>Random detectors: sound by construction, spoilt by one known fault, or changed at random.</summary>
internal static class Drafts
{
    private static readonly string[] Odd = ["-1", "0", "1", "2", "3", "5", "7", "13", "100", "65537", "int.MaxValue",
        "int.MinValue"];
    private static readonly string[] OddReal = ["-1f", "0f", "1e-9f", "0.5f", "1f", "1.5f", "77f", "1e30f", "float.NaN",
        "float.PositiveInfinity"];

    /// <summary>Every one of these must compile: whatever the rules allow, small enough to run in a moment.</summary>
    public static Gen<Draft> Sound => Gen.Frequency(
        (3, Of(DraftStage.Pyramid)), (2, Of(DraftStage.Masked)), (2, Of(DraftStage.SingleMap)),
        (1, Of(DraftStage.RowsAndColumns)), (1, Looking));

    /// <summary>Those that predict masks.</summary>
    public static Gen<Draft> Masked => Of(DraftStage.Masked);

    /// <summary>
    /// Those whose queries look inside their masks: they learn their queries, have no boxes to learn, and one predictor
    /// of each kind.
    /// </summary>
    public static Gen<Draft> Looking =>
        from draft in Of(DraftStage.Masked)
        from content in Gen.Elements("Learned", "Zero")
        from order in Gen.Elements("FinestFirst", "CoarsestFirst", "CoarsestFirstThroughout")
        from selection in Gen.Elements("BestClass", "ForegroundPairs")
        select new Draft(Merge(
            draft.With("Decoder.CrossAttention", "Masked").With("Queries.Content", content)
                .With("Queries.Position", "Learned").With("Queries.Reference", "None")
                .Values.Where(v => !v.Key.StartsWith("Branches[", StringComparison.Ordinal))
                .ToDictionary(v => v.Key, v => v.Value),
            new()
            {
                ["Decoder.Refinement"] = "BoxRefinement.None", ["Decoder.Levels"] = "LevelOrder." + order,
                ["Heads.Sharing"] = "HeadSharing.Single",
                ["Matching.BoxCost"] = "0f", ["Matching.GiouCost"] = "0f", ["Losses.BoxWeight"] = "0f",
                ["Losses.GiouWeight"] = "0f",
            },
            draft.Has("Heads.Score", "Softmax")
                ? new() { ["Heads.Score.Selection"] = "DetectionSelection." + selection }
                : []));

    /// <summary>A sound draft with one fault that no graph could be built or trained with.</summary>
    public static Gen<(Draft Draft, string Path)> Wrong =>
        from draft in Sound
        from fault in Gen.Elements(DraftFaults.Of(draft).ToArray())
        select (draft.With(fault.Path, fault.Value), fault.Path);

    /// <summary>A sound draft with one number replaced by an odd one: some stay sound.</summary>
    public static Gen<(Draft Draft, string Path)> Changed =>
        from draft in Sound
        from path in Gen.Elements(
            draft.Values.Where(v => v.Key != "Name" && (char.IsDigit(v.Value[0]) || v.Value[0] == '-'))
                .Select(v => v.Key).ToArray())
        from value in Gen.Elements(draft.Values[path].EndsWith('f') ? OddReal : Odd)
        select (draft.With(path, value), path);

    private static Gen<Draft> Of(DraftStage stage) =>
        from width in Gen.Elements(8, 16, 24, 32)
        from backbone in DraftParts.Backbone(stage)
        from neck in DraftParts.Neck(stage, backbone, width)
        from encoder in DraftParts.Encoder(stage, width)
        from decoder in DraftParts.Decoder(stage, width)
        from start in QueryDrafts.Of(stage, decoder["Decoder.CrossAttention"])
        from masks in stage == DraftStage.Masked
            ? DraftParts.Masks(width)
            : Gen.Constant(new Values { ["Masks"] = "None" })
        from taught in TermDrafts.Of(stage, start)
        from ending in Ending(start, taught)
        select new Draft(
            Merge(new() { ["Name"] = "\"draft\"" }, backbone, neck, encoder, decoder, start, masks, taught, ending,
                masks.ContainsValue("PositionMetric.MaskIou") && taught.ContainsValue("OfficialClassScatter")
                    ? new() { ["Masks.Metric"] = "PositionMetric.BoxIou" }
                    : []));

    // What stands after the decoder: predictors and selection of detections.
    private static Gen<Values> Ending(Values start, Values taught) =>
        from sharing in Gen.Elements(start["Queries.Reference"] == "Proposals"
            ? ["PerLayer", "Shared", "Everywhere"]
            : new[] { "PerLayer", "Shared", "Everywhere", "Single" })
        from epsilon in Real("1e-3f", "1e-5f")
        from classes in Gen.Choose(2, 20)
        from detections in Gen.Choose(1, int.Parse(start["Queries.Count"], CultureInfo.InvariantCulture)
            * (taught["Heads.Score"] == "Softmax" ? 1 : classes))
        from suppression in Gen.Elements("None", "PerClass")
        from candidates in Gen.Elements(0, 50)
        from padding in Gen.Elements("Masked", "Attended", "AttendedInTraining")
        select Merge(
            new()
            {
                ["Heads.Sharing"] = "HeadSharing." + sharing, ["Heads.ReferenceEpsilon"] = epsilon,
                ["Classes"] = Text(classes),
                ["PostProcessing.Suppression"] = suppression, ["PostProcessing.Detections"] = Text(detections),
                ["EvaluationPadding"] = "PaddingPolicy." + padding,
            },
            suppression == "PerClass" ? new() { ["PostProcessing.Suppression.Candidates"] = Text(candidates) } : []);

    /// <summary>All values; a later one wins.</summary>
    public static Values Merge(params Values[] parts) =>
        parts.SelectMany(p => p).GroupBy(v => v.Key)
            .ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);

    /// <summary>Either word.</summary>
    public static Gen<string> Flag => Gen.Elements("true", "false");

    /// <summary>One of these.</summary>
    public static Gen<string> Real(params string[] values) => Gen.Elements(values);

    /// <summary>A divisor.</summary>
    public static Gen<int> Divisor(int width) =>
        Gen.Elements(Enumerable.Range(1, width).Where(d => width % d == 0).ToArray());

    /// <summary>As C#.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
