using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace StableDino.Snapshots.Differential;

/// <summary>Random detectors: sound by construction, spoilt by one known fault, or changed at random.</summary>
internal static class Drafts
{
    private static readonly string[] Odd = ["-1", "0", "1", "2", "3", "5", "7", "13", "100", "65537", "int.MaxValue", "int.MinValue"];
    private static readonly string[] OddReal = ["-1f", "0f", "1e-9f", "0.5f", "1f", "1.5f", "77f", "1e30f", "float.NaN", "float.PositiveInfinity"];

    /// <summary>Every one of these must compile: whatever the rules allow, small enough to run in a moment.</summary>
    public static Gen<Draft> Sound =>
        from body in Body
        from backbone in Gen.OneOf(ResNet, Swin)
        from extra in Gen.Choose(0, 1)
        from denoising in body["Queries.Position"] != "SineOfReference" ? body["Queries.Reference"] == "LearnedPoints" ? Gen.OneOf(Gen.Constant(new Dictionary<string, string>()), QueryGroups) : Gen.Constant(new Dictionary<string, string>())
            : body["Queries.Reference"] == "LearnedBoxes" ? Gen.OneOf(Denoising, DenoisingGroups, QueryGroups) : Denoising
        from losses in Losses(denoising.ContainsKey("Branches[0].BoxNoise"))
        select new Draft(body.Concat(backbone.Values).Concat(denoising).Concat(losses)
            .Append(new KeyValuePair<string, string>("Neck.Levels", Text(backbone.Maps + extra))).GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal));

    /// <summary>A sound draft with one fault that no graph could be built or trained with.</summary>
    public static Gen<(Draft Draft, string Path)> Wrong =>
        from draft in Sound
        from fault in Gen.Elements(Faults(draft).ToArray())
        select (draft.With(fault.Path, fault.Value), fault.Path);

    /// <summary>A sound draft with one number replaced by an odd one: some stay sound.</summary>
    public static Gen<(Draft Draft, string Path)> Changed =>
        from draft in Sound
        from path in Gen.Elements(draft.Values.Where(v => v.Key != "Name" && (char.IsDigit(v.Value[0]) || v.Value[0] == '-')).Select(v => v.Key).ToArray())
        from value in Gen.Elements(draft.Values[path].EndsWith('f') ? OddReal : Odd)
        select (draft.With(path, value), path);

    private static Gen<Dictionary<string, string>> Body =>
        from width in Gen.Elements(8, 16, 24, 32)
        from groups in Divisor(width)
        from encoder in Attention("Encoder", width, 0, 3)
        from fusion in Gen.Elements(encoder["Encoder.Layers"] switch { "0" => ["None"], "1" => ["None", "Simple", "Dense"], _ => new[] { "None", "Simple", "ULike", "Dense" } })
        from final in Flag
        from decoder in Attention("Decoder", width, 1, 3)
        from refinement in Gen.Elements("None", "Detached", "LookForwardTwice")
        from norm in Flag
        from queries in Gen.Choose(1, 20)
        from start in Gen.Elements(Starts)
        from sharing in Gen.Elements("PerLayer", "Shared")
        from prior in Real("0.01f", "0.1f", "0.5f")
        from classes in Gen.Choose(2, 20)
        from detections in Gen.Choose(1, queries * classes)
        from suppression in Gen.Elements("None", "PerClass")
        from padding in Gen.Elements("Masked", "Attended")
        select encoder.Concat(decoder).Concat(new Dictionary<string, string>
        {
            ["Name"] = "\"draft\"", ["Neck.Width"] = Text(width), ["Neck.Groups"] = Text(groups), ["Encoder.Fusion"] = fusion, ["Encoder.FinalNorm"] = final,
            ["Encoder.Tokens"] = "All", ["Decoder.Refinement"] = "BoxRefinement." + refinement, ["Decoder.FinalNorm"] = norm, ["Queries.Count"] = Text(queries),
            ["Queries.Content"] = start.Content, ["Queries.Position"] = start.Position, ["Queries.Reference"] = start.Reference,
            ["Heads.Sharing"] = "HeadSharing." + sharing, ["Heads.PriorProbability"] = prior, ["Classes"] = Text(classes), ["PostProcessing.Detections"] = Text(detections),
            ["PostProcessing.Suppression"] = suppression, ["EvaluationPadding"] = "PaddingPolicy." + padding, ["Masks"] = "None",
        }).Concat(start.Classes is { } known ? new Dictionary<string, string> { ["Queries.Reference.Classes"] = "ProposalClasses." + known } : [])
            .ToDictionary(v => v.Key, v => v.Value);

    // Content, position and reference as the family's detectors combine them.
    private static readonly (string Content, string Position, string Reference, string? Classes)[] Starts =
    [
        ("Learned", "SineOfReference", "Proposals", "Aware"), ("SelectedTokens", "SineOfReference", "Proposals", "Aware"),
        ("SelectedTokens", "SineOfReference", "Proposals", "Agnostic"), ("Learned", "Learned", "LearnedPoints", null),
        ("Learned", "SineOfReference", "LearnedBoxes", null), ("ProposalEmbedding", "ProposalEmbedding", "Proposals", "Agnostic"),
        ("Learned", "ProposalEmbedding", "Proposals", "Aware"),
    ];

    private static Gen<Dictionary<string, string>> Attention(string stage, int width, int least, int most) =>
        from layers in Gen.Choose(least, most)
        from heads in Divisor(width)
        from points in Gen.Choose(1, 4)
        from hidden in Gen.Choose(1, 40)
        from dropout in Real("0f", "0.1f")
        select new Dictionary<string, string>
        {
            [$"{stage}.Layers"] = Text(layers), [$"{stage}.Width"] = Text(width), [$"{stage}.Heads"] = Text(heads), [$"{stage}.{Sampling(stage)}"] = "DeformablePoints", [$"{stage}.{Sampling(stage)}.Points"] = Text(points),
            [$"{stage}.FeedForward"] = Text(hidden), [$"{stage}.Dropout"] = dropout,
        };

    private static string Sampling(string stage) => stage == "Encoder" ? "Attention" : "CrossAttention";

    private static Gen<(Dictionary<string, string> Values, int Maps)> ResNet =>
        from depth in Gen.Elements(18, 34, 50)
        from stem in Gen.Elements(4, 8)
        from width in Gen.Elements(4, 6, 8)
        from norm in Gen.Elements("FrozenBatch", "Batch", "Group")
        from first in Gen.Choose(2, 5)
        from last in Gen.Choose(first, 5)
        from frozen in Gen.Choose(0, norm == "Batch" ? 0 : last)
        select (new Dictionary<string, string>
        {
            ["Backbone"] = "ResNet", ["Backbone.Depth"] = Text(depth), ["Backbone.StemWidth"] = Text(stem), ["Backbone.Width"] = Text(width),
            ["Backbone.Norm"] = "FeatureNorm." + norm, ["Backbone.FirstStage"] = Text(first), ["Backbone.LastStage"] = Text(last), ["Backbone.FrozenStages"] = Text(frozen),
        }, last - first + 1);

    private static Gen<(Dictionary<string, string> Values, int Maps)> Swin =>
        from width in Gen.Elements(8, 12)
        from depths in Gen.Choose(1, 2).ArrayOf(4)
        from heads in Gen.Elements(1, 2, 4)
        from window in Gen.Choose(2, 5)
        from ratio in Real("1f", "2f", "4f")
        from drop in Real("0f", "0.2f")
        from first in Gen.Choose(2, 5)
        from last in Gen.Choose(first, 5)
        select (new[] { "Stage2", "Stage3", "Stage4", "Stage5" }.SelectMany((stage, i) => new[] { ($"Backbone.Depths.{stage}", Text(depths[i])), ($"Backbone.Heads.{stage}", Text(heads)) })
            .Concat([("Backbone", "Swin"), ("Backbone.Width", Text(width)), ("Backbone.Window", Text(window)), ("Backbone.MlpRatio", ratio), ("Backbone.DropPath", drop),
                ("Backbone.FirstStage", Text(first)), ("Backbone.LastStage", Text(last))]).ToDictionary(v => v.Item1, v => v.Item2), last - first + 1);

    private static Gen<Dictionary<string, string>> Denoising =>
        from none in Gen.Frequency((1, Gen.Constant(true)), (3, Gen.Constant(false)))
        from copies in Gen.Choose(1, 3)
        from negatives in Gen.Elements(copies == 1 ? ["SameAsPositive"] : new[] { "Contrastive", "SameAsPositive", "AddPerCopy", "AddOnce", "AddPerCopyToFirstCorner", "AddOnceToFirstCorner", "MultiplyPerCopy" })
        from queries in Gen.Choose(1, 12)
        from label in Real("0f", "0.5f", "2f")
        from box in Real("0f", "1f", "2f")
        select none ? new Dictionary<string, string>() : new Dictionary<string, string>
        {
            ["Branches[0]"] = "ContrastiveDenoising", ["Branches[0].Negatives"] = negatives, ["Branches[0].Queries"] = Text(queries),
            ["Branches[0].Copies"] = Text(copies), ["Branches[0].LabelNoise"] = label, ["Branches[0].BoxNoise"] = box,
        };

    private static Gen<Dictionary<string, string>> DenoisingGroups =>
        from groups in Gen.Choose(1, 3)
        from label in Real("0f", "0.2f", "1f")
        from box in Real("0f", "0.4f", "1f")
        select new Dictionary<string, string>
        {
            ["Branches[0]"] = "DenoisingGroups", ["Branches[0].Groups"] = Text(groups), ["Branches[0].LabelNoise"] = label, ["Branches[0].BoxNoise"] = box,
        };

    private static Gen<Dictionary<string, string>> QueryGroups =>
        from groups in Gen.Choose(2, 4)
        select new Dictionary<string, string>
        {
            ["Branches[0]"] = "QueryGroups", ["Branches[0].Groups"] = Text(groups), ["Branches[0].Attention"] = "GroupAttention.Isolated",
        };

    private static Gen<Dictionary<string, string>> Losses(bool denoising) =>
        from modulation in Gen.Elements("None", "RescaledGiou", "OfficialClassScatter")
        from overlaps in Gen.Elements("Exact", "OfficialEpsilon").ArrayOf(2)
        from weights in Real("0f", "1f", "6f").ArrayOf(8)
        from costs in Real("0.5f", "2f").ArrayOf(3)
        from matched in Classification("Losses.Classification")
        from denoised in denoising ? Classification("Branches[0].Losses.Classification") : Gen.Constant(new Dictionary<string, string>())
        select matched.Concat(denoised).Concat(new[] { "BoxWeight", "GiouWeight", "AuxiliaryWeight" }
            .SelectMany((name, i) => new[] { ($"Losses.{name}", weights[i]), ($"Branches[0].Losses.{name}", weights[3 + i]) })
            .Where(weight => denoising || !weight.Item1.StartsWith("Branches", StringComparison.Ordinal))
            .Select(weight => new KeyValuePair<string, string>(weight.Item1, weight.Item2))).Concat(new Dictionary<string, string>
        {
            ["Losses.ClassificationWeight"] = "2f", ["Losses.Overlap"] = "OverlapArithmetic." + overlaps[0], ["Matching.Modulation"] = modulation, ["Matching.Overlap"] = "OverlapArithmetic." + overlaps[1],
            ["Matching.ClassCost"] = costs[0], ["Matching.BoxCost"] = costs[1], ["Matching.GiouCost"] = costs[2],
        }).ToDictionary(v => v.Key, v => v.Value);

    private static Gen<Dictionary<string, string>> Classification(string path) =>
        from focal in Flag
        from target in Gen.Elements("Power", "Exponential", "Sine", "ScoreMixed")
        from rescale in Gen.Elements("None", "ToOne", "ToMaxIou")
        from logs in Gen.Elements("FromLogits", "OfficialEpsilons")
        from alpha in Real("0.25f", "0.5f")
        from gamma in Real("1f", "2f")
        select focal == "true"
            ? new Dictionary<string, string> { [path] = "Focal", [$"{path}.Alpha"] = alpha, [$"{path}.Gamma"] = gamma }
            : new Dictionary<string, string>
            {
                [path] = "PositionSupervised", [$"{path}.Target"] = target, [$"{path}.Rescale"] = rescale, [$"{path}.Alpha"] = alpha,
                [$"{path}.Gamma"] = logs == "FromLogits" ? gamma : "2f",
                [$"{path}.Arithmetic"] = "LogArithmetic." + logs,
            };

    private static IEnumerable<(string Path, string Value)> Faults(Draft d)
    {
        var width = d.Number("Neck.Width");
        (string, string)[] faults =
        [
            ("Neck.Width", Text(width + 8)), ("Encoder.Width", Text(width + 4)), ("Decoder.Width", Text(width * 2)),
            ("Neck.Groups", Text(width - 1)), ("Encoder.Heads", Text(width - 1)), ("Decoder.Heads", Text(width + 1)), ("Decoder.Heads", "0"),
            ("Neck.Levels", "0"), ("Neck.Levels", Text(d.Number("Backbone.LastStage") - d.Number("Backbone.FirstStage"))), ("Neck.Levels", "9"),
            ("Backbone.FirstStage", "1"), ("Backbone.LastStage", "6"), ("Backbone.FirstStage", "6"), ("Backbone.Width", "0"),
            ("Encoder.Layers", "-1"), ("Decoder.Layers", "0"), ("Encoder.Attention.Points", "0"), ("Decoder.CrossAttention.Points", "-2"), ("Encoder.FeedForward", "0"),
            ("Encoder.Dropout", "1f"), ("Decoder.Dropout", "-0.1f"), ("Decoder.Dropout", "float.NaN"), ("Queries.Count", "0"), ("Classes", "0"), ("Classes", "int.MinValue"),
            ("Heads.PriorProbability", "0f"), ("Heads.PriorProbability", "1f"), ("PostProcessing.Detections", Text((d.Number("Queries.Count") * d.Number("Classes")) + 1)),
            ("Matching.BoxCost", "-1f"), ("Matching.ClassCost", "1e30f"), ("Losses.BoxWeight", "float.NaN"), ("Losses.GiouWeight", "float.PositiveInfinity"),
            ("Losses.Classification.Gamma", "0f"), ("Name", "\"No Name\""), ("Name", "\"\""),
        ];
        return [
            .. faults,
            .. d.Values["Backbone"] == "ResNet"
                ? [("Backbone.Depth", "19"), ("Backbone.FrozenStages", "6"), ("Backbone.StemWidth", "-4")]
                : new[] { ("Backbone.Heads.Stage5", "7"), ("Backbone.Depths.Stage2", "0"), ("Backbone.Window", "1"), ("Backbone.MlpRatio", "0f"), ("Backbone.DropPath", "1f") },
            .. d.Values.ContainsKey("Branches[0].BoxNoise")
                ? new[]
                {
                    ("Branches[0].BoxNoise", "-1f"), ("Branches[0].LabelNoise", "3f"), ("Branches[0].Losses.Classification.Alpha", "1.5f"),
                } : [],
            .. d.Values.ContainsKey("Branches[0].Groups") ? new[] { ("Branches[0].Groups", "0") } : [],
            .. d.Values.ContainsKey("Branches[0].Attention") ? new[] { ("Branches[0].Attention", "GroupAttention.Official"), ("Branches[0].Groups", "1") } : [],
            .. d.Values.ContainsKey("Branches[0].Copies") ? new[] { ("Branches[0].Queries", "0"), ("Branches[0].Copies", "0") } : [],
            .. d.Values.GetValueOrDefault("Losses.Classification.Arithmetic") == "LogArithmetic.OfficialEpsilons" ? [("Losses.Classification.Gamma", "1.5f"), ("Losses.Classification.Gamma", "3f")] : Array.Empty<(string, string)>(),
            .. d.Number("Encoder.Layers") < 2 ? new[] { ("Encoder.Fusion", "ULike") } : [],
        ];
    }

    private static Gen<string> Flag => Gen.Elements("true", "false");

    private static Gen<string> Real(params string[] values) => Gen.Elements(values);

    private static Gen<int> Divisor(int width) => Gen.Elements(Enumerable.Range(1, width).Where(d => width % d == 0).ToArray());

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
