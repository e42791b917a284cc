using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Detectors;
using StableDino.Layers;
using StableDino.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Single modules against numbers recorded from the official code.</summary>
public class ModuleParityTests
{
    public static IEnumerable<object[]> Embeddings => GoldenFile.Cases("posembed_mlp");

    public static IEnumerable<object[]> Attentions => GoldenFile.Cases("msda");

    public static IEnumerable<object[]> Proposals => GoldenFile.Cases("proposals");

    public static IEnumerable<object[]> Transformers => GoldenFile.Cases("encoder_decoder");

    public static IEnumerable<object[]> Convolutions => GoldenFile.Cases("resnet_neck");

    public static IEnumerable<object[]> Swins => GoldenFile.Cases("swin");

    [SkippableTheory, MemberData(nameof(Embeddings))]
    public void Embeddings_and_perceptron_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        if (id == "mlp") Perceptron(file);
        else MapEmbedding(file, id);
    }

    private static void MapEmbedding(GoldenFile file, string id)
    {
        var settings = file.Case(id);
        var padding = file[$"{id}.mask"];
        var expected = file[$"{id}.pos"].permute(0, 2, 3, 1);
        var actual = SineEmbedding.OfMap(padding, 2 * settings.GetProperty("num_pos_feats").GetInt32(), settings.GetProperty("offset").GetDouble());
        var valid = padding.logical_not().unsqueeze(-1);
        Parity.Close(expected * valid, actual * valid, Parity.ModuleBar, id);
    }

    private static void Perceptron(GoldenFile file)
    {
        var module = new MultilayerPerceptron(12, 16, 4, 3).Loaded(file, "mlp.param.");
        var x = file["mlp.x"].requires_grad_();
        var y = module.call(x);
        Parity.Close(file["mlp.y"], y, Parity.ModuleBar, "mlp");
        (y * file["mlp.w"]).sum().backward();
        Parity.Close(file["mlp.grad_x"], x.grad!, Parity.ModuleBar, "gradient of x");
        Parity.Gradients(module, file, "mlp.grad.", Parity.ModuleBar);

        Parity.Close(file["sine4_32"], SineEmbedding.OfReferences(file["ref4"], 32), Parity.ModuleBar, "sine of boxes, 32 channels");
        Parity.Close(file["sine4_128"], SineEmbedding.OfReferences(file["ref4"], 128), Parity.ModuleBar, "sine of boxes, 128 channels");
        Parity.Close(file["sine2_32"], SineEmbedding.OfReferences(file["ref2"], 32), Parity.ModuleBar, "sine of points");

        var p = file["invsig_x"].requires_grad_();
        var logit = Logit.Of(p);
        Parity.Close(file["invsig_y"], logit, Parity.ModuleBar, "logit");
        logit.sum().backward();
        Parity.Close(file["invsig_grad"], p.grad!, Parity.ModuleBar, "gradient of logit");
    }

    [SkippableTheory, MemberData(nameof(Attentions))]
    public void Deformable_attention_agrees_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var settings = file.Case(id);
        int Setting(string name) => settings.GetProperty(name).GetInt32();
        var module = new DeformableAttention(Setting("embed_dim"), Setting("num_heads"), Setting("num_levels"), Setting("num_points"), 0)
            .Loaded(file, $"{id}.param.");
        var query = file[$"{id}.query"].requires_grad_();
        var value = file.Has($"{id}.value") ? file[$"{id}.value"].requires_grad_() : query;
        var references = file[$"{id}.reference_points"].requires_grad_();
        var padding = file.Has($"{id}.key_padding_mask")
            ? file[$"{id}.key_padding_mask"] : zeros(value.shape[0], value.shape[1], ScalarType.Bool);

        var output = module.call(query, file[$"{id}.query_pos"], value, padding, references, Levels(file, id));
        Parity.Close(file[$"{id}.out"], output, Parity.ModuleBar, "output");

        (output * file[$"{id}.w"]).sum().backward();
        Parity.Close(file[$"{id}.grad_query"], query.grad!, Parity.ModuleBar, "gradient of the query");
        Parity.Close(file[$"{id}.grad_reference_points"], references.grad!, Parity.ModuleBar, "gradient of the references");
        if (file.Has($"{id}.value")) Parity.Close(file[$"{id}.grad_value"], value.grad!, Parity.ModuleBar, "gradient of the value");
        Parity.Gradients(module, file, $"{id}.grad.", Parity.ModuleBar);
    }

    [SkippableTheory, MemberData(nameof(Proposals))]
    public void Token_geometry_and_proposals_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (levels, width) = (file.Case(id).GetProperty("levels").GetInt32(), file.Case(id).GetProperty("embed_dim").GetInt32());
        var padding = Enumerable.Range(0, levels).Select(l => file[$"{id}.mask{l}"]).ToImmutableArray();
        var maps = padding.Select(mask => zeros(mask.shape[0], width, mask.shape[1], mask.shape[2])).ToImmutableArray();
        var sequence = new TokenFlattening(levels, width).call(new FeaturePyramid(maps, padding));

        Parity.Same(file[$"{id}.mask_flatten"], sequence.Padding, "padding");
        Parity.Close(file[$"{id}.valid_ratios"], sequence.ValidRatios, 1e-7, "valid ratios");
        Parity.Close(file[$"{id}.reference_points"], EncoderReferences.Of(sequence), 1e-6, "references");

        var (logits, usable) = EncoderProposals.Of(sequence);
        var expected = file[$"{id}.output_proposals"];
        Parity.Same(expected.isfinite(), logits.isfinite(), "which proposals are usable");
        Parity.Close(where(expected.isfinite(), expected, 0), where(expected.isfinite(), logits, 0), Parity.ModuleBar, "proposal logits");
        Parity.Close(file[$"{id}.output_proposals_sigmoid"], logits.sigmoid(), 1e-6, "proposals");

        var selection = new TwoStageSelection(new QuerySelectionConfig.TwoStage(1, QueryContent.SelectedTokens), width).Loaded(file, $"{id}.param.");
        Parity.Close(file[$"{id}.output_memory"], selection.Project(file[$"{id}.memory"], usable), Parity.ModuleBar, "projected memory");
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
        MemoryFusion fusion = settings.GetProperty("multi_level_fusion").GetString() == "none" ? new MemoryFusion.None() : new MemoryFusion.Dense();
        var module = new DeformableEncoder(
            new EncoderConfig(fusion, Setting("num_layers"), Setting("embed_dim"), Setting("num_heads"),
                FeedForward: Setting("feedforward_dim"), FinalNorm: settings.GetProperty("post_norm").GetBoolean()),
            Setting("num_feature_levels")).Loaded(file, $"{id}.param.");
        var tokens = file[$"{id}.query"].requires_grad_();
        var sequence = new TokenSequence(
            tokens, file[$"{id}.query_pos"], file[$"{id}.mask_flatten"], Levels(file, id), file[$"{id}.valid_ratios"]);
        Parity.Close(file[$"{id}.reference_points"], EncoderReferences.Of(sequence), 1e-6, "references");

        var memory = module.call(sequence).Memory;
        Parity.Close(file[$"{id}.out"], memory, Parity.ModuleBar, "memory");
        (memory * file[$"{id}.w"]).sum().backward();
        Parity.Close(file[$"{id}.grad_query"], tokens.grad!, Parity.ModuleBar, "gradient of the tokens");
        Parity.Gradients(module, file, $"{id}.grad.", Parity.ModuleBar);
    }

    private static void Decoder(GoldenFile file, string id)
    {
        var settings = file.Case(id);
        int Setting(string name) => settings.GetProperty(name).GetInt32();
        bool OfHeads(string name) => name.StartsWith("class_embed", StringComparison.Ordinal) || name.StartsWith("bbox_embed", StringComparison.Ordinal);
        var (layers, width) = (Setting("num_layers"), Setting("embed_dim"));
        var module = new DeformableDecoder(
            new DecoderConfig(layers, width, Setting("num_heads"), FeedForward: Setting("feedforward_dim"),
                LookForwardTwice: settings.GetProperty("look_forward_twice").GetBoolean()),
            Setting("num_feature_levels")).Loaded(file, $"{id}.param.", OfHeads);
        var heads = new PredictionHeads(new HeadConfig(), width, layers, Setting("num_classes")).Loaded(
            file, $"{id}.param.", name => !OfHeads(name), notRecorded: file.Has($"{id}.param.bbox_embed.{layers}.layers.0.weight") ? "\0" : $"bbox_embed.{layers}.");

        var content = file[$"{id}.query"].requires_grad_();
        var tokens = file[$"{id}.memory"].requires_grad_();
        var references = file[$"{id}.reference_points"].requires_grad_();
        var sequence = new TokenSequence(tokens, tokens, file[$"{id}.mask_flatten"], Levels(file, id), file[$"{id}.valid_ratios"]);
        Option<Tensor> mask = file.Has($"{id}.attn_mask") ? file[$"{id}.attn_mask"] : Option<Tensor>.None;
        var (states, boxes) = module.Unroll(new SelectedQueries(content, references, mask, 0), new EncoderMemory(tokens, sequence), heads, layers);

        Parity.Close(file[$"{id}.inter_states"], stack(states), Parity.ModuleBar, "states");
        Parity.Close(file[$"{id}.inter_references"], stack(boxes[1..]), Parity.ModuleBar, "references");
        ((stack(states) * file[$"{id}.w"]).sum() + (stack(boxes[1..]) * file[$"{id}.w_ref"]).sum()).backward();
        Parity.Close(file[$"{id}.grad_query"], content.grad!, Parity.ModuleBar, "gradient of the content");
        Parity.Close(file[$"{id}.grad_memory"], tokens.grad!, Parity.ModuleBar, "gradient of the memory");
        Parity.Close(file[$"{id}.grad_reference_points"], references.grad!, Parity.ModuleBar, "gradient of the references");
        foreach (var (name, expected) in file.Below($"{id}.grad."))
        {
            var parameter = (OfHeads(name) ? heads.named_parameters() : module.named_parameters()).Single(pair => pair.name == name).parameter;
            Parity.Close(expected, parameter.grad!, Parity.ModuleBar, $"gradient of {name}");
        }
    }

    [SkippableTheory, MemberData(nameof(Convolutions))]
    public void Residual_network_and_neck_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        if (id == "resnet") ResNet(file);
        else Neck(file, id);
    }

    private static void ResNet(GoldenFile file)
    {
        var module = new ResNetBackbone(new BackboneConfig.ResNet(StemWidth: 16, Width: 8, FirstStage: 2)).Loaded(file, "resnet.param.");
        var trainable = file.Case("resnet").GetProperty("trainable").EnumerateArray().Select(name => name.GetString()!);
        Assert.Equal(trainable.Order(), module.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name).Order());

        var x = file["resnet.x"].requires_grad_();
        var maps = module.call(x).Maps;
        for (var i = 0; i < 4; i++) Parity.Close(file[$"resnet.res{i + 2}"], maps[i], Parity.ModuleBar, $"res{i + 2}");
        (maps[3] * file["resnet.w_res5"]).sum().backward();
        Parity.Close(file["resnet.grad_x"], x.grad!, Parity.ModuleBar, "gradient of the image");
        Parity.Gradients(module, file, "resnet.grad.", Parity.ModuleBar);
    }

    private static void Neck(GoldenFile file, string id)
    {
        var inputs = file.Case(id).GetProperty("in_features").EnumerateArray().Select(name => file[$"resnet.{name.GetString()}"]).ToImmutableArray();
        var levels = file.Case(id).GetProperty("num_outs").GetInt32();
        var module = new ChannelMapper(new NeckConfig(levels, 64), [.. inputs.Select(map => (int)map.shape[1])]).Loaded(file, $"{id}.param.");
        var pyramid = module.call(new BackboneFeatures(inputs), zeros(1, 97, 131, ScalarType.Bool));
        for (var i = 0; i < levels; i++) Parity.Close(file[$"{id}.out{i}"], pyramid.Maps[i], Parity.ModuleBar, $"level {i}");
    }

    [SkippableTheory, MemberData(nameof(Swins))]
    public void Swin_agrees_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var settings = file.Case(id);
        int[] Numbers(string name) => [.. settings.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];
        StageCounts Counts(string name) => Numbers(name) is [var a, var b, var c, var d] ? new StageCounts(a, b, c, d) : throw new InvalidDataException();
        var module = new SwinBackbone(new BackboneConfig.Swin(
            Counts("depths"), Counts("num_heads"), settings.GetProperty("embed_dim").GetInt32(), settings.GetProperty("window_size").GetInt32(),
            settings.GetProperty("mlp_ratio").GetSingle(), DropPath: 0, FirstStage: Numbers("out_indices").Min() + 2));
        using (no_grad())
            foreach (var buffer in module.named_buffers()) Parity.Same(file[$"{id}.param.{buffer.name}"], buffer.buffer, buffer.name);
        module.Loaded(file, $"{id}.param.");

        var maps = module.call(file[$"{id}.x"]).Maps;
        foreach (var (stage, map) in Numbers("out_indices").Zip(maps))
            Parity.Close(file[$"{id}.p{stage}"], map, Parity.ModuleBar, $"stage {stage}");
    }

    private static ImmutableArray<LevelShape> Levels(GoldenFile file, string id)
    {
        var shapes = file[$"{id}.spatial_shapes"].data<long>().ToArray().Chunk(2).Select(pair => ((int)pair[0], (int)pair[1])).ToList();
        return [.. shapes.Select((shape, i) => new LevelShape(shape.Item1, shape.Item2, shapes.Take(i).Sum(s => s.Item1 * s.Item2)))];
    }
}
