using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Evaluation;
using StableDino.Generators.Parsing;

namespace StableDino.Generators.Graph;

/// <summary>From a checked configuration to a graph: stages in the paper's order, then naming and ordering of their parameters.</summary>
internal static class Lowering
{
    public static GraphModel Lower(DetectorModel detector)
    {
        var config = detector.Config;
        var stages = Stages(config, (ConfigValue.Record)detector.Value).ToEquatable();
        return new(
            detector.Declaration, config.Name, config.Classes, detector.Value, stages, Naming.Parameters(stages, config).ToEquatable(),
            Axes.Of(config), config.EvaluationPadding, config.Decoder.Levels);
    }

    private static IEnumerable<StageModel> Stages(DetectorConfig config, ConfigValue.Record value)
    {
        var shapes = new Shapes(config);
        var (width, layers, levels) = (config.Encoder.Width, config.Decoder.Layers, config.Neck.Levels);
        var extents = shapes.Levels.ToList();
        var maps = shapes.BackboneChannels.Select((c, i) => Shapes.Map(c, Shapes.Map(config.Backbone, shapes.Stages.First + i))).ToList();
        var pyramid = extents.Select(e => Shapes.Map(width, e)).ToList();
        var tokens = new End("TokenSequence", Shapes.Of(shapes.Tokens, width));
        var memory = new End("EncoderMemory", Shapes.Of(shapes.Tokens, width));
        var queries = new End("SelectedQueries", Shapes.Of(shapes.Queries, width));
        var states = new End("DecoderStates", $"[{layers}, 1, {shapes.Queries}, {width}]");
        var classes = new ArgumentModel("classes", null, "classes");

        yield return Backbone(config.Backbone, value["Backbone"]!, new("BackboneFeatures", string.Join(", ", maps)));
        var mapper = config.Neck.Form == NeckForm.ChannelMapper;
        var inputs = string.Join(", ", shapes.NeckChannels);
        yield return new(
            "neck", mapper ? "neck." : "", mapper ? "ChannelMapper" : "InputProjection",
            EquatableArray.Of(Config("config", value["Neck"]!), new("inputChannels", null, mapper ? $"[{inputs}]" : inputs)),
            mapper ? "Backbone maps to a pyramid of one width." : "The backbone's only map, to the transformer's width.",
            new("BackboneFeatures", string.Join(", ", maps.Skip(shapes.FinestKept))), new("FeaturePyramid", string.Join(", ", pyramid)),
            NeckLowering.Parts(config.Neck, shapes.NeckChannels).ToEquatable(), NeckLowering.Cost(config.Neck, shapes.NeckChannels, extents));
        yield return config.Encoder.Attention is EncoderAttention.RowColumn ? new(
            "flatten", "transformer.", "RowColumnFlattening", new[] { Number("width", width) }.Concat(Sines(config.Encoder)).ToEquatable(),
            "The map as one sequence of tokens, with places in row and column.", new("FeaturePyramid", string.Join(", ", pyramid)), tokens,
            QueryLowering.PlaceEmbedding("adapt_pos1d", width).ToEquatable(),
            Cost.Of(extents.Select(extent => extent with { Of = Measure.Sides }), 2L * width * width))
        : new(
            "flatten", "transformer.", "TokenFlattening",
            new[] { Number("levels", mapper ? levels : 0), Number("width", width) }.Concat(Sines(config.Encoder)).ToEquatable(),
            "The pyramid as one sequence of tokens, with positions.", new("FeaturePyramid", string.Join(", ", pyramid)), tokens,
            mapper ? EquatableArray.Of(Part.Weight("level_embeds", levels, width)) : EquatableArray<Part>.Empty, Cost.None);
        yield return new(
            "encoder", "transformer.encoder.", "TransformerEncoder", EquatableArray.Of(Config("config", value["Encoder"]!), Number("levels", levels)),
            $"Self-attention over all tokens, {config.Encoder.Layers} layers, {EncoderLowering.Words(config.Encoder.Fusion)}.", tokens, memory,
            EncoderLowering.Parts(config.Encoder, levels).ToEquatable(), EncoderLowering.Cost(config.Encoder, extents));
        yield return config.Queries.Reference is QueryReference.Proposals
            ? new(
                "selection", "transformer.", "TwoStageSelection",
                EquatableArray.Of(Config("config", value["Queries"]!), new("groups", null, QueryLowering.GroupsText(config)), Number("width", width)),
                $"The {shapes.Queries} best proposals become queries.", memory, queries,
                QueryLowering.Selection(config, width).ToEquatable(), QueryLowering.SelectionCost(config, width, extents))
            : config.Queries.Reference is QueryReference.AnchorPoints ? new(
                "learned", "transformer.", "AnchorQueries",
                new[] { Config("config", value["Queries"]!), Number("width", width), new("axis", null, "flatten.Axis") }.Concat(Further(config)).ToEquatable(),
                $"{shapes.Queries} queries: patterns at anchor points.", memory, queries, QueryLowering.Anchors(config, width).ToEquatable(),
                QueryLowering.AnchorCost(config.Queries, width))
            : QueryLowering.IsPlaced(config.Queries) ? new(
                "learned", "transformer.", "PlacedQueries",
                new[] { Config("config", value["Queries"]!), Number("width", width) }.Concat(Further(config)).ToEquatable(),
                $"{shapes.Queries} queries known by their learned places.", memory, queries, QueryLowering.Placed(config, width).ToEquatable(),
                QueryLowering.PlacedCost(config.Queries, width))
            : new(
                "learned", "transformer.", "LearnedQueries",
                new[] { Config("config", value["Queries"]!), Number("width", width) }.Concat(Indicated(config)).Concat(Further(config)).ToEquatable(),
                $"{shapes.Queries} learned queries.", memory, queries, QueryLowering.Learned(config, width, Indicated(config).Any()).ToEquatable(),
                QueryLowering.LearnedCost(config.Queries, width));
        if (config.Masks is MaskConfig.PixelEmbedding masks)
        {
            foreach (var stage in BeforeDecoder(masks))
                yield return stage;
        }
        foreach (var branch in config.Branches.Select((branch, i) => (Config: branch, Index: i)).Where(b => Checking.Branches.IsDenoising(b.Config)))
        {
            yield return new(
                "denoising", "", "LabelEmbedding",
                new[] { classes, Number("width", width), Number("branch", branch.Index) }.Concat(Indicated(config))
                    .Concat(config.Queries.Content is QueryContent.UnknownLabel ? [new ArgumentModel("names", null, "true")] : []).ToEquatable(),
                "Noised truths become queries, in front of the others; in training only.", queries, queries,
                EquatableArray.Of(branch.Config is BranchConfig.DenoisingGroups
                    ? Part.Weight("denoising_generator.label_encoder.weight", Dimension.ClassesAndOne, width - 1)
                    : Part.Weight("label_enc.weight", Dimension.Classes, width)), Cost.None);
        }
        foreach (var stage in MemoryHeadLowering.Stages(config, value, memory, queries.Shape))
            yield return stage;
        var (decoder, position) = (Config("config", value["Decoder"]!), Config("position", Value(value, "Queries", "Position")));
        if (config is { Decoder.CrossAttention: CrossAttention.Masked, Masks: MaskConfig.PixelEmbedding own })
        {
            var (maskConfig, headConfig) = (Config("config", value["Masks"]!), Config("heads", value["Heads"]!));
            foreach (var stage in MaskedAttentionLowering.Stages(config, own, shapes, decoder, Sines(config.Encoder), maskConfig, headConfig))
                yield return stage;
            yield break;
        }
        yield return config.Decoder.CrossAttention is CrossAttention.DeformablePoints
            ? new(
                "decoder", "transformer.decoder.", "DeformableDecoder", EquatableArray.Of(decoder, position, Number("levels", levels)),
                $"Queries to refined boxes, {layers} layers.", queries, states,
                DecoderLowering.Parts(config.Decoder, config.Queries.Position, levels).ToEquatable(),
                DecoderLowering.Cost(config.Decoder, config.Queries.Position, extents, shapes.Queries))
            : new(
                "decoder", "transformer.decoder.", "DenseDecoder", new[] { decoder, position }.Concat(Exchanged(config)).ToEquatable(),
                $"Queries, each with an eye on all tokens, to boxes, {layers} layers.", queries, states,
                DenseDecoderLowering.Parts(config.Decoder, config.Queries.Position).ToEquatable(),
                DenseDecoderLowering.Cost(config.Decoder, config.Queries.Position, extents, shapes.Queries));
        yield return new(
            "heads", "", "PredictionHeads",
            EquatableArray.Of(
                Config("config", value["Heads"]!), Config("reference", Value(value, "Queries", "Reference")), Number("width", width), Number("layers", layers),
                new("classCount", null, "classes")),
            "Class logits and boxes after every layer.", states,
            new("DetectorOutput", $"logits [{layers}, 1, {shapes.Queries}, classes], boxes [{layers}, 1, {shapes.Queries}, 4]"),
            HeadsLowering.Parts(config).ToEquatable(), HeadsLowering.Cost(config));
        if (config.Masks is MaskConfig.PixelEmbedding form)
        {
            var rows = layers + (form.InitialPrediction ? 1 : 0);
            yield return new(
                "masks", "", "MaskHeads", EquatableArray.Of(Config("config", value["Masks"]!), Number("width", width)),
                "Class logits, boxes and mask embeddings after every layer.", states,
                new("MaskOutput", $"logits [{rows}, 1, {shapes.Queries}, classes], boxes [{rows}, 1, {shapes.Queries}, 4], mask embeddings [{rows}, 1, {shapes.Queries}, {form.Width}]"),
                MaskLowering.Heads(form, width).ToEquatable(), MaskLowering.HeadsCost(form, width, layers, shapes.Queries, config.Classes));
        }

        IEnumerable<StageModel> BeforeDecoder(MaskConfig.PixelEmbedding masks)
        {
            var finest = new Extent(shapes.Stages.First);
            var pixels = new End("PixelEmbeddings", Shapes.Map(masks.Width, finest));
            yield return new(
                "pixelEmbedding", "", "PixelEmbedding",
                EquatableArray.Of(Config("config", value["Masks"]!), Number("channels", shapes.BackboneChannels[0]), Number("width", width)),
                "The finest map and the finest memory become what masks are read from.", new("BackboneFeatures", maps[0]), pixels,
                MaskLowering.Pixels(masks, shapes.BackboneChannels[0], width).ToEquatable(),
                MaskLowering.PixelsCost(masks, shapes.BackboneChannels[0], width, finest));
            if (config.Decoder.CrossAttention is CrossAttention.Masked)
                yield break;
            yield return new(
                "masking", "", "MaskedProposals", EquatableArray.Of(new ArgumentModel("boxesOfMasks", null, masks.BoxesOfMasks ? "true" : "false")),
                masks.BoxesOfMasks ? "Proposals get masks, and the masks' boxes are where the decoder starts." : "Proposals get masks.",
                queries, new("ProposedInstances", queries.Shape), EquatableArray<Part>.Empty,
                MaskLowering.ProposalsCost(masks, width, shapes.Queries, config.Classes, finest));
        }
    }

    // What is not as in most detectors.
    private static IEnumerable<ArgumentModel> Sines(EncoderConfig encoder)
    {
        if (encoder.PositionOffset != -0.5f)
            yield return new("offset", null, CanonicalText.Literal(encoder.PositionOffset));
        if (encoder.PositionTemperature != 10000f)
            yield return new("temperature", null, CanonicalText.Literal(encoder.PositionTemperature));
    }

    // The argument that a denoising branch with an indicator channel adds to what makes contents.
    private static IEnumerable<ArgumentModel> Indicated(DetectorConfig config) =>
        config.Branches.OfType<BranchConfig.DenoisingGroups>().Take(1).Select(_ => new ArgumentModel("indicated", null, "true"));

    // The argument that groups of queries add to what learns queries.
    private static IEnumerable<ArgumentModel> Further(DetectorConfig config) =>
        QueryLowering.FurtherText(config) is { } text ? [new ArgumentModel("further", null, text)] : [];

    // The argument that groups add to the decoder if they are not isolated.
    private static IEnumerable<ArgumentModel> Exchanged(DetectorConfig config) =>
        config.Branches.OfType<BranchConfig.QueryGroups>().Where(branch => branch.Attention == GroupAttention.Official).Take(1)
            .Select(branch => Number("exchanged", branch.Groups));

    private static ConfigValue Value(ConfigValue.Record value, string stage, string part) => ((ConfigValue.Record)value[stage]!)[part]!;

    private static StageModel Backbone(BackboneConfig backbone, ConfigValue value, End output)
    {
        var input = new End("Tensor", Shapes.Map(3, new(0)));
        var arguments = EquatableArray.Of(Config("config", value));
        return backbone switch
        {
            BackboneConfig.ResNet r => new(
                "backbone", "backbone.", "ResNetBackbone", arguments, $"Residual network, {r.Depth} layers deep.", input, output,
                ResNetLowering.Parts(r).ToEquatable(), ResNetLowering.Cost(r)),
            BackboneConfig.Swin s => new(
                "backbone", "backbone.", "SwinBackbone", arguments, $"Shifted-window transformer, {s.Width} wide.", input, output,
                SwinLowering.Parts(s).ToEquatable(), SwinLowering.Cost(s)),
            BackboneConfig.FocalNet f => new(
                "backbone", "backbone.", "FocalBackbone", arguments, $"Focal modulation network, {f.Width} wide.", input, output,
                FocalLowering.Parts(f).ToEquatable(), FocalLowering.Cost(f)),
            _ => throw new InvalidOperationException("closed"),
        };
    }

    private static ArgumentModel Config(string name, ConfigValue value) => new(name, value);

    private static ArgumentModel Number(string name, int value) => new(name, null, value.ToString(CultureInfo.InvariantCulture));
}
