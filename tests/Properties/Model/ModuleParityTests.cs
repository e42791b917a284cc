using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Single modules against numbers recorded from the official code.</summary>
[Trait("Category", "Parity")]
public class ModuleParityTests
{
    public static IEnumerable<object[]> Embeddings => GoldenFile.Cases(GoldenKind.Embeddings);

    public static IEnumerable<object[]> Attentions => GoldenFile.Cases(GoldenKind.Attention);

    public static IEnumerable<object[]> Proposals => GoldenFile.Cases(GoldenKind.Proposals);

    public static IEnumerable<object[]> Transformers => GoldenFile.Cases(GoldenKind.EncoderDecoder);

    public static IEnumerable<object[]> Convolutions => GoldenFile.Cases(GoldenKind.Convolutions);

    public static IEnumerable<object[]> Swins => GoldenFile.Cases(GoldenKind.Swin);

    [SkippableTheory, MemberData(nameof(Embeddings))]
    public void Embeddings_and_mlp_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        if (file.Case(id).TryGetProperty("num_layers", out _)) Mlp(file, id);
        else MapEmbedding(file, id);
    }

    private static void MapEmbedding(GoldenFile file, string id)
    {
        var settings = file.Case(id);
        var padding = file[$"{id}.mask"];
        var expected = file[$"{id}.pos"].permute(0, 2, 3, 1);
        var actual = SineEmbedding.OfMap(
            padding, 2 * settings.GetProperty("num_pos_feats").GetInt32(), settings.GetProperty("offset").GetDouble());
        var valid = padding.logical_not().unsqueeze(-1);
        file.Compare(id, Noise.Module, expected * valid, actual * valid, id);
    }

    private static void Mlp(GoldenFile file, string id)
    {
        var settings = file.Case(id);
        var module = new Mlp(
            settings.GetProperty("input_dim").GetInt32(), settings.GetProperty("hidden_dim").GetInt32(),
            settings.GetProperty("output_dim").GetInt32(), settings.GetProperty("num_layers").GetInt32()).Loaded(
                file, $"{id}.param.");
        var x = file[$"{id}.x"].requires_grad_();
        var y = module.call(x);
        file.Compare(id, Noise.Module, file[$"{id}.y"], y, "output");
        (y * file[$"{id}.w"]).sum().backward();
        file.Compare(id, Noise.Module, file[$"{id}.grad_x"], x.grad!, "gradient of x");
        Parity.Gradients(module, file, id, $"{id}.grad.");

        // sine4_32 is the sine of ref4 with 32 channels a coordinate; the order x, y, ("noswap") is not one the model
        // uses.
        foreach (var (name, expected) in file.Below("sine")
            .Where(pair => pair.Name.IndexOf('_', StringComparison.Ordinal) == 1
                && !pair.Name.EndsWith("noswap", StringComparison.Ordinal)))
            file.Compare(id, Noise.Module, expected, SineEmbedding.OfReferences(
                file[$"ref{name[0]}"], int.Parse(name[2..], System.Globalization.CultureInfo.InvariantCulture)),
                $"sine{name}");

        var p = file["invsig_x"].requires_grad_();
        var logit = Logit.Of(p);
        file.Compare(id, Noise.Module, file["invsig_y"], logit, "logit");
        logit.sum().backward();
        file.Compare(id, Noise.Module, file["invsig_grad"], p.grad!, "gradient of logit");
    }

    [SkippableTheory, MemberData(nameof(Attentions))]
    public void Deformable_attention_agrees_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var settings = file.Case(id);
        int Setting(string name) => settings.GetProperty(name).GetInt32();
        var module =
            new DeformableAttention(
                Setting("embed_dim"), Setting("num_heads"), Setting("num_levels"), Setting("num_points"), 0)
                .Loaded(file, $"{id}.param.");
        var query = file[$"{id}.query"].requires_grad_();
        var value = file.Has($"{id}.value") ? file[$"{id}.value"].requires_grad_() : query;
        var references = file[$"{id}.reference_points"].requires_grad_();
        var padding = file.Has($"{id}.key_padding_mask")
            ? file[$"{id}.key_padding_mask"] : zeros(value.shape[0], value.shape[1], ScalarType.Bool);

        var output = module.call(query, file[$"{id}.query_pos"], value, padding, references, Levels(file, id));
        file.Compare(id, Noise.Module, file[$"{id}.out"], output, "output");

        (output * file[$"{id}.w"]).sum().backward();
        file.Compare(id, Noise.Module, file[$"{id}.grad_query"], query.grad!, "gradient of the query");
        file.Compare(id, Noise.Module, file[$"{id}.grad_reference_points"], references.grad!,
            "gradient of the references");
        if (file.Has($"{id}.value"))
            file.Compare(id, Noise.Module, file[$"{id}.grad_value"], value.grad!, "gradient of the value");
        Parity.Gradients(module, file, id, $"{id}.grad.");
    }

    [SkippableTheory, MemberData(nameof(Proposals))]
    public void Token_geometry_and_proposals_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (levels, width) = (file.Case(id).GetProperty("levels").GetInt32(),
            file.Case(id).GetProperty("embed_dim").GetInt32());
        var padding = Enumerable.Range(0, levels).Select(l => file[$"{id}.mask{l}"]).ToImmutableArray();
        var maps = padding.Select(mask => zeros(mask.shape[0], width, mask.shape[1], mask.shape[2])).ToImmutableArray();
        var sequence = new TokenFlattening(levels, width).call(new FeaturePyramid(maps, padding));

        file.Compare(id, Noise.Exact, file[$"{id}.mask_flatten"], sequence.Padding, "padding");
        file.Compare(id, Noise.Formula, file[$"{id}.valid_ratios"], sequence.ValidRatios, "valid ratios");
        file.Compare(id, Noise.Formula, file[$"{id}.reference_points"], EncoderReferences.Of(sequence), "references");

        var (logits, usable) = EncoderProposals.Of(sequence);
        var expected = file[$"{id}.output_proposals"];
        file.Compare(id, Noise.Exact, expected.isfinite(), logits.isfinite(), "which proposals are usable");
        file.Compare(id, Noise.Module, where(expected.isfinite(), expected, 0), where(expected.isfinite(), logits, 0),
            "proposal logits");
        file.Compare(id, Noise.Formula, file[$"{id}.output_proposals_sigmoid"], logits.sigmoid(), "proposals");

        var selection = new TwoStageSelection(
            StableDinoZoo.DinoR50.Queries with { Content = new QueryContent.SelectedTokens() },
            [QueryGroup.Matching(1)], width).Loaded(file, $"{id}.param.");
        file.Compare(id, Noise.Module, file[$"{id}.output_memory"], selection.Project(file[$"{id}.memory"], usable),
            "projected memory");
    }

    [SkippableTheory, MemberData(nameof(Transformers))]
    public void Encoder_and_decoder_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        if (file.Case(id).GetProperty("module").GetString() == "encoder") Encoder(file, id);
        else Decoder(file, id);
    }

    private static void Encoder(GoldenFile file, string id)
    {
        var settings = file.Case(id);
        int Setting(string name) => settings.GetProperty(name).GetInt32();
        MemoryFusion fusion = settings.GetProperty("multi_level_fusion").GetString() == "none"
            ? new MemoryFusion.None()
            : new MemoryFusion.Dense();
        var module = new TransformerEncoder(
            StableDinoZoo.DinoR50.Encoder with
            {
                Fusion = fusion, Layers = Setting("num_layers"), Width = Setting("embed_dim"),
                Heads = Setting("num_heads"),
                FeedForward = Setting("feedforward_dim"), FinalNorm = settings.GetProperty("post_norm").GetBoolean(),
            },
            Setting("num_feature_levels")).Loaded(file, $"{id}.param.");
        var tokens = file[$"{id}.query"].requires_grad_();
        var sequence = new TokenSequence(
            tokens, file[$"{id}.query_pos"], file[$"{id}.mask_flatten"], Levels(file, id), file[$"{id}.valid_ratios"]);
        file.Compare(id, Noise.Formula, file[$"{id}.reference_points"], EncoderReferences.Of(sequence), "references");

        var memory = module.call(sequence).Memory;
        file.Compare(id, Noise.Module, file[$"{id}.out"], memory, "memory");
        (memory * file[$"{id}.w"]).sum().backward();
        file.Compare(id, Noise.Module, file[$"{id}.grad_query"], tokens.grad!, "gradient of the tokens");
        Parity.Gradients(module, file, id, $"{id}.grad.");
    }

    private static void Decoder(GoldenFile file, string id)
    {
        var settings = file.Case(id);
        int Setting(string name) => settings.GetProperty(name).GetInt32();
        bool OfHeads(string name) =>
            name.StartsWith("class_embed", StringComparison.Ordinal)
            || name.StartsWith("bbox_embed", StringComparison.Ordinal);
        var (layers, width) = (Setting("num_layers"), Setting("embed_dim"));
        var module = new DeformableDecoder(
            StableDinoZoo.DinoR50.Decoder with
            {
                Layers = layers, Width = width, Heads = Setting("num_heads"), FeedForward = Setting("feedforward_dim"),
                Refinement = settings.GetProperty("look_forward_twice").GetBoolean()
                    ? BoxRefinement.LookForwardTwice
                    : BoxRefinement.Detached,
            },
            new QueryPosition.SineOfReference(), Setting("num_feature_levels")).Loaded(file, $"{id}.param.", OfHeads);
        var heads =
            new PredictionHeads(
                new HeadConfig(new Score.Sigmoid()), new QueryReference.Proposals(), width, layers,
                Setting("num_classes")).Loaded(
                file, $"{id}.param.", name => !OfHeads(name),
                notRecorded: file.Has($"{id}.param.bbox_embed.{layers}.layers.0.weight")
                    ? "\0"
                    : $"bbox_embed.{layers}.");

        var content = file[$"{id}.query"].requires_grad_();
        var tokens = file[$"{id}.memory"].requires_grad_();
        var references = file[$"{id}.reference_points"].requires_grad_();
        var sequence = new TokenSequence(
            tokens, tokens, file[$"{id}.mask_flatten"], Levels(file, id), file[$"{id}.valid_ratios"]);
        Option<Tensor> mask = file.Has($"{id}.attn_mask") ? file[$"{id}.attn_mask"] : Option<Tensor>.None;
        var (states, boxes) = module.Unroll(new SelectedQueries(content, references, Option<Tensor>.None, []), mask,
            new EncoderMemory(tokens, sequence), heads, layers);

        file.Compare(id, Noise.Module, file[$"{id}.inter_states"], stack(states), "states");
        file.Compare(id, Noise.Module, file[$"{id}.inter_references"], stack(boxes[1..]), "references");
        ((stack(states) * file[$"{id}.w"]).sum() + (stack(boxes[1..]) * file[$"{id}.w_ref"]).sum()).backward();
        file.Compare(id, Noise.Module, file[$"{id}.grad_query"], content.grad!, "gradient of the content");
        file.Compare(id, Noise.Module, file[$"{id}.grad_memory"], tokens.grad!, "gradient of the memory");
        file.Compare(id, Noise.Module, file[$"{id}.grad_reference_points"], references.grad!,
            "gradient of the references");
        foreach (var (name, expected) in file.Below($"{id}.grad."))
        {
            var parameter =
                (OfHeads(name) ? heads.named_parameters() : module.named_parameters()).Single(pair =>
                    pair.name == name).parameter;
            file.Compare(id, Noise.Module, expected, parameter.grad!, $"gradient of {name}");
        }
    }

    [SkippableTheory, MemberData(nameof(Convolutions))]
    public void Residual_network_and_neck_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        if (file.Case(id).TryGetProperty("stem", out _)) ResNet(file, id);
        else Neck(file, id);
    }

    private static void ResNet(GoldenFile file, string id)
    {
        var settings = file.Case(id);
        var module = new ResNetBackbone(new BackboneConfig.ResNet(
            Depth: settings.GetProperty("depth").GetInt32(), StemWidth: settings.GetProperty("stem").GetInt32(),
            Width: settings.GetProperty("res2_out").GetInt32() / 4, FirstStage: 2)).Loaded(file, $"{id}.param.");
        var trainable = settings.GetProperty("trainable").EnumerateArray().Select(name => name.GetString()!);
        Assert.Equal(trainable.Order(),
            module.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name).Order());

        var x = file[$"{id}.x"].requires_grad_();
        var maps = module.call(x).Maps;
        for (var i = 0; i < 4; i++) file.Compare(id, Noise.Module, file[$"{id}.res{i + 2}"], maps[i], $"res{i + 2}");
        (maps[3] * file[$"{id}.w_res5"]).sum().backward();
        file.Compare(id, Noise.Module, file[$"{id}.grad_x"], x.grad!, "gradient of the image");
        Parity.Gradients(module, file, id, $"{id}.grad.");
    }

    private static void Neck(GoldenFile file, string id)
    {
        var inputs = file.Case(id).GetProperty("in_features").EnumerateArray()
            .Select(name =>
                file[file.Names.Single(tensor => tensor.EndsWith($".{name.GetString()}", StringComparison.Ordinal))])
            .ToImmutableArray();
        var levels = file.Case(id).GetProperty("num_outs").GetInt32();
        var module =
            new ChannelMapper(new NeckConfig(levels, file.Case(id).GetProperty("out_channels").GetInt32()),
                [.. inputs.Select(map => (int)map.shape[1])]).Loaded(file, $"{id}.param.");
        // the masks are not compared
        var pyramid = module.call(new BackboneFeatures(inputs), zeros(inputs[0].shape[0], 97, 131, ScalarType.Bool));
        for (var i = 0; i < levels; i++)
            file.Compare(id, Noise.Module, file[$"{id}.out{i}"], pyramid.Maps[i], $"level {i}");
    }

    [SkippableTheory, MemberData(nameof(Swins))]
    public void Swin_agrees_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var settings = file.Case(id);
        int[] Numbers(string name) =>
            [.. settings.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];
        StageCounts Counts(string name) =>
            Numbers(name) is [var a, var b, var c, var d]
                ? new StageCounts(a, b, c, d)
                : throw new InvalidDataException();
        var module = new SwinBackbone(new BackboneConfig.Swin(
            Counts("depths"), Counts("num_heads"), settings.GetProperty("embed_dim").GetInt32(),
            settings.GetProperty("window_size").GetInt32(),
            settings.GetProperty("mlp_ratio").GetSingle(), DropPath: 0, FirstStage: Numbers("out_indices").Min() + 2));
        using (no_grad())
            foreach (var buffer in module.named_buffers())
                file.Compare(id, Noise.Exact, file[$"{id}.param.{buffer.name}"], buffer.buffer, buffer.name);
        module.Loaded(file, $"{id}.param.");

        var maps = module.call(file[$"{id}.x"]).Maps;
        foreach (var (stage, map) in Numbers("out_indices").Zip(maps))
            file.Compare(id, Noise.Module, file[$"{id}.p{stage}"], map, $"stage {stage}");
    }

    private static ImmutableArray<LevelShape> Levels(GoldenFile file, string id)
    {
        var shapes = file[$"{id}.spatial_shapes"].data<long>().ToArray().Chunk(2)
            .Select(pair => ((int)pair[0], (int)pair[1])).ToList();
        ImmutableArray<LevelShape> levels =
            [.. shapes.Select((shape, i) =>
                new LevelShape(shape.Item1, shape.Item2, shapes.Take(i).Sum(s => s.Item1 * s.Item2)))];
        file.Compare(id, Noise.Exact, file[$"{id}.level_start_index"], [.. levels.Select(level => (double)level.Start)],
            "first tokens");
        return levels;
    }
}
