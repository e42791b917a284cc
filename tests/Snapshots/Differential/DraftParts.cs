using FsCheck;
using FsCheck.Fluent;
using static StableDino.Snapshots.Differential.Drafts;
using Values = System.Collections.Generic.Dictionary<string, string>;

namespace StableDino.Snapshots.Differential;

/// <summary>From pixels to decoder states: backbone, neck, encoder, masks, decoder.</summary>
internal static class DraftParts
{
    /// <summary>
    /// A backbone that hands over as many maps as the frame needs: of one, its last alone; with masks, one more than
    /// the pyramid's.
    /// </summary>
    public static Gen<Values> Backbone(DraftStage stage) =>
        from first in Gen.Choose(2, stage == DraftStage.Masked ? 4 : 5)
        from last in stage switch
        {
            DraftStage.Masked => Gen.Choose(first + 1, 5),
            DraftStage.SingleMap or DraftStage.RowsAndColumns => Gen.Constant(first),
            _ => Gen.Choose(first, 5),
        }
        from body in Gen.OneOf(ResNet(last), Swin, FocalDrafts.Backbone)
        select Merge(body, new() { ["Backbone.FirstStage"] = Text(first), ["Backbone.LastStage"] = Text(last) });

    /// <summary>Levels for every map, and perhaps one more; or a projection of the only one.</summary>
    public static Gen<Values> Neck(DraftStage stage, Values backbone, int width) =>
        from groups in Divisor(width)
        let single = stage is DraftStage.SingleMap or DraftStage.RowsAndColumns
        from extra in Gen.Choose(0, single ? 0 : 1)
        from form in Gen.Elements(
            single ? ["ChannelMapper", "Projection", "NormalisedProjection"] : new[] { "ChannelMapper" })
        select new Values
        {
            ["Neck.Width"] = Text(width), ["Neck.Groups"] = Text(groups), ["Neck.Form"] = "NeckForm." + form,
            ["Neck.Levels"] = Text(int.Parse(backbone["Backbone.LastStage"])
                - int.Parse(backbone["Backbone.FirstStage"]) + (stage == DraftStage.Masked ? 0 : 1) + extra),
        };

    /// <summary>Self-attention over the tokens and the fusion of the memories.</summary>
    public static Gen<Values> Encoder(DraftStage stage, int width) =>
        from body in Layers("Encoder", width, 0, 3)
        from attention in Gen.Elements(stage switch
        {
            DraftStage.SingleMap => ["Dense", "DeformablePoints"], DraftStage.RowsAndColumns => ["RowColumn"],
            _ => new[] { "DeformablePoints" },
        })
        from points in Gen.Choose(1, 4)
        from padding in Gen.Elements("Masked", "Attended")
        from fusion in Gen.Elements(body["Encoder.Layers"] switch { "0" => ["None"], "1" => ["None", "Simple", "Dense"],
            _ => new[] { "None", "Simple", "ULike", "Dense" } })
        from final in Flag
        from scaled in attention == "RowColumn" ? Gen.Constant("false") : Flag
        from offset in Real("-0.5f", "0f")
        from temperature in Real("20f", "10000f")
        select Merge(
            body,
            new()
            {
                ["Encoder.Attention"] = attention, ["Encoder.Tokens"] = "All", ["Encoder.Fusion"] = fusion,
                ["Encoder.FinalNorm"] = final,
                ["Encoder.ScaledPositions"] = scaled, ["Encoder.PositionOffset"] = offset,
                ["Encoder.PositionTemperature"] = temperature,
            },
            attention switch
            {
                "DeformablePoints" => new() { ["Encoder.Attention.Points"] = Text(points) },
                "RowColumn" => new() { ["Encoder.Attention.Padding"] = "PaddingPolicy." + padding },
                _ => [],
            });

    /// <summary>Queries to boxes.</summary>
    public static Gen<Values> Decoder(DraftStage stage, int width) =>
        from body in Layers("Decoder", width, 1, 3)
        from attention in Gen.Elements(stage switch
        {
            DraftStage.SingleMap => ["Dense", "Conditional", "DeformablePoints"],
            DraftStage.RowsAndColumns => ["RowColumn"], _ => new[] { "DeformablePoints" },
        })
        from points in Gen.Choose(1, 4)
        from padding in Gen.Elements("Masked", "Attended")
        from refinement in Gen.Elements("None", "Detached", "LookForwardTwice")
        from norm in Flag
        from order in Gen.Elements("FinestFirst", "CoarsestFirst")
        select Merge(
            body,
            new()
            {
                ["Decoder.CrossAttention"] = attention, ["Decoder.Refinement"] = "BoxRefinement." + refinement,
                ["Decoder.FinalNorm"] = norm,
                ["Decoder.Levels"] = "LevelOrder." + order,
            },
            attention switch
            {
                "DeformablePoints" => new() { ["Decoder.CrossAttention.Points"] = Text(points) },
                "Conditional" or "RowColumn" =>
                    new() { ["Decoder.CrossAttention.Padding"] = "PaddingPolicy." + padding },
                _ => [],
            });

    /// <summary>Masks of a few points.</summary>
    public static Gen<Values> Masks(int width) =>
        from channels in Gen.Choose(1, 40)
        from groups in Divisor(width)
        from initial in Flag
        from boxes in Flag
        from points in Gen.Choose(1, 60)
        from oversampling in Gen.Elements("1.0", "1.5", "3.0")
        from importance in Gen.Elements("0.0", "0.75", "1.0")
        from metric in Gen.Elements("BoxIou", "MaskIou")
        from weights in Real("0f", "5f").ArrayOf(4)
        select new Values
        {
            ["Masks"] = "PixelEmbedding", ["Masks.Width"] = Text(channels), ["Masks.Groups"] = Text(groups),
            ["Masks.InitialPrediction"] = initial,
            ["Masks.BoxesOfMasks"] = boxes, ["Masks.Points.Points"] = Text(points),
            ["Masks.Points.Oversampling"] = oversampling, ["Masks.Points.Importance"] = importance,
            ["Masks.Metric"] = "PositionMetric." + metric,
            ["Masks.MaskCost"] = weights[0], ["Masks.DiceCost"] = weights[1], ["Masks.MaskWeight"] = weights[2],
            ["Masks.DiceWeight"] = weights[3],
        };

    private static Gen<Values> Layers(string stage, int width, int least, int most) =>
        from layers in Gen.Choose(least, most)
        from heads in Divisor(width)
        from hidden in Gen.Choose(1, 40)
        from dropout in Real("0f", "0.1f")
        from activation in Gen.Elements("Relu", "PRelu")
        select new Values
        {
            [$"{stage}.Layers"] = Text(layers), [$"{stage}.Width"] = Text(width), [$"{stage}.Heads"] = Text(heads),
            [$"{stage}.FeedForward"] = Text(hidden),
            [$"{stage}.Dropout"] = dropout, [$"{stage}.Activation"] = "Activation." + activation,
        };

    private static Gen<Values> ResNet(int last) =>
        from depth in Gen.Elements(18, 34, 50)
        from stem in Gen.Elements(4, 8)
        from width in Gen.Elements(4, 6, 8)
        from norm in Gen.Elements("FrozenBatch", "Batch", "Group")
        from frozen in Gen.Choose(0, norm == "Batch" ? 0 : last)
        from dilated in Gen.Elements(last == 5 ? ["true", "false"] : new[] { "false" })
        select new Values
        {
            ["Backbone"] = "ResNet", ["Backbone.Depth"] = Text(depth), ["Backbone.StemWidth"] = Text(stem),
            ["Backbone.Width"] = Text(width),
            ["Backbone.Norm"] = "FeatureNorm." + norm, ["Backbone.FrozenStages"] = Text(frozen),
            ["Backbone.DilatedLastStage"] = dilated,
        };

    private static Gen<Values> Swin =>
        from width in Gen.Elements(8, 12)
        from depths in Gen.Choose(1, 2).ArrayOf(4)
        from heads in Gen.Elements(1, 2, 4)
        from window in Gen.Choose(2, 5)
        from ratio in Real("1f", "2f", "4f")
        from drop in Real("0f", "0.2f")
        select new[] { "Stage2", "Stage3", "Stage4", "Stage5" }.SelectMany((stage, i) =>
            new[] { ($"Backbone.Depths.{stage}", Text(depths[i])), ($"Backbone.Heads.{stage}", Text(heads)) })
            .Concat([("Backbone", "Swin"), ("Backbone.Width", Text(width)), ("Backbone.Window", Text(window)),
                ("Backbone.MlpRatio", ratio), ("Backbone.DropPath", drop)])
            .ToDictionary(v => v.Item1, v => v.Item2);
}
