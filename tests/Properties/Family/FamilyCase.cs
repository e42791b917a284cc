using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>
/// One recorded detector of the family: its configuration by kind and size, its batch, and the compiled graph with its
/// weights.
/// </summary>
internal sealed class FamilyCase : IDisposable
{
    /// <param name="path">The recorded file.</param>
    /// <param name="type">Of weights, images and ground truth: float32, in which it was recorded, or float64.</param>
    public FamilyCase(string path, ScalarType type = ScalarType.Float32)
    {
        Type = type;
        File = GoldenFile.Open(path);
        Hyper = File.Json.GetProperty("hyper_parameters");
        Kind = File.Json.GetProperty("kind").GetString()!;
        var config = Of(Kind, Hyper).IfNone(() => Skipped($"no configuration stands for the kind {Kind} yet"));
        Definition = CompiledDetectors.All.SingleOrDefault(entry => entry.Config with { Name = config.Name } == config)
            ?? Skipped<DetectorDefinition>($"no compiled configuration has the sizes of {path}");
        Detector = Definition.Build(Number("num_classes"));
        Load();
        Detector.to(type);
        Images =
            [.. Enumerable.Range(0, File.Json.GetProperty("images").GetArrayLength())
                .Select(i => File[$"inputs/img{i}"].to(type))];
        Batch = TinyModels.Batch(config.Pixels, [.. Images]);
        Targets = new Targets(
            cat([.. Images.Select((_, i) => File[$"targets/img{i}/labels"])]),
            cat([.. Images.Select((_, i) => File[$"targets/img{i}/boxes"])]).to(type),
            [.. Images.Select((_, i) => (int)File[$"targets/img{i}/labels"].shape[0])]);
    }

    public GoldenFile File { get; }

    public ScalarType Type { get; }

    public string Kind { get; }

    public JsonElement Hyper { get; }

    public DetectorDefinition Definition { get; }

    public Detector Detector { get; }

    public DetectorConfig Config => Definition.Config;

    public ImmutableArray<Tensor> Images { get; }

    public ImageBatch Batch { get; }

    public Targets Targets { get; }

    public int Layers => Number("decoder_layers");

    /// <summary>
    /// How much the official code's own outputs move under noise of 2e-6 on every parameter and pixel: the bar.
    /// </summary>
    public Noise Outputs =>
        new("recorded sensitivity of outputs", Sensitivity("max_absolute_last_layer_output_change") / 10,
            "of the largest, at least of 1");

    /// <summary>The same of its losses.</summary>
    public Noise Losses =>
        new("recorded sensitivity of losses", Sensitivity("max_relative_loss_change") / 10, "of each value");

    /// <summary>Sizes of the images that detections are scaled to.</summary>
    public ImmutableArray<ImageSize> Original =>
        [.. File.Json.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("original_hw"))
            .Select(hw => new ImageSize(hw[0].GetInt32(), hw[1].GetInt32()))];

    /// <summary>The recorded noised targets, where the detector has a denoising branch.</summary>
    public Option<NoisedTargets> Noised()
    {
        foreach (var branch in Config.Branches.OfType<BranchConfig.ContrastiveDenoising>())
        {
            var (chance, signs) =
                (File["random/000_rand_like"], File["random/002_randint_like"].to_type(ScalarType.Float32) * 2 - 1);
            var labels = zeros(chance.shape[0], ScalarType.Int64)
                .masked_scatter(chance.lt(branch.LabelNoise * 0.5), File["random/001_randint_like"]);
            return ContrastiveDenoising.Prepare(
                Targets, branch, Detector.Classes,
                new DenoisingDraws(chance, labels, signs, File["random/003_rand_like"]));
        }

        foreach (var branch in Config.Branches.OfType<BranchConfig.DenoisingGroups>())
        {
            var (chance, shift) = (File["random/000_rand_like"], File["random/002_rand_like"] * 2 - 1);
            var labels = zeros(chance.shape[0], ScalarType.Int64)
                .masked_scatter(chance.lt(branch.LabelNoise), File["random/001_randint_like"]);
            return GroupDenoising.Prepare(
                Targets, branch, new DenoisingDraws(chance, labels, shift.sign(), shift.abs()));
        }

        foreach (var branch in Config.Branches.OfType<BranchConfig.PositiveDenoising>())
        {
            var (chance, shift) = (File["random/000_rand_like@dn"], File["random/002_rand_like@dn"] * 2 - 1);
            var labels = zeros(chance.shape[0], ScalarType.Int64)
                .masked_scatter(chance.lt(branch.LabelNoise), File["random/001_randint_like@dn"]);
            return PositiveDenoising.Prepare(Targets, branch,
                new DenoisingDraws(chance, labels, shift.sign(), shift.abs()), Config.Heads.ReferenceEpsilon);
        }

        return Option<NoisedTargets>.None;
    }

    /// <summary>The criterion of a pass in training.</summary>
    public LossReport Report()
    {
        Detector.train();
        var noised = Noised();
        return Criterion.Evaluate(Detector.call(Batch, noised), Targets, noised, Config, certify: true, masks: Masks())
            .IfLeft(fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
    }

    /// <summary>The detector's learned tensors by every official name.</summary>
    public IEnumerable<(string Official, TorchSharp.Modules.Parameter Value)> Parameters()
    {
        var own = Detector.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        return Definition.Parameters(Detector.Classes).Where(entry => entry.Kind != ParameterKind.Buffer)
            .Select(entry => (entry.Name, own[entry.OwnName]));
    }

    public void Dispose()
    {
        Detector.Dispose();
        File.Dispose();
    }

    private Option<MaskSupervision> Masks() => Config.Masks is not Configuration.MaskConfig.PixelEmbedding
        ? Option<MaskSupervision>.None
        : new MaskSupervision(
            RecordedMasks.Target(File, Images.Length, Batch.Pixels.shape[2], Batch.Pixels.shape[3]),
            new RecordedMaskDraws(File, Images.Length, Layers, type: Type));

    private int Number(string name) => Hyper.GetProperty(name).GetInt32();

    private double Sensitivity(string name) => File.Json.GetProperty("sensitivity").GetProperty(name).GetDouble();

    /// <summary>Official names, all of them, are the recorded ones; second names hold the same numbers.</summary>
    private void Load()
    {
        using var silent = no_grad();
        using var scope = NewDisposeScope();
        var entries = Definition.Parameters(Detector.Classes);
        Assert.Equal(
            File.Names.Where(name => name.StartsWith("weights/", StringComparison.Ordinal))
                .Select(name => name["weights/".Length..])
                .Where(name => !name.StartsWith("criterion.", StringComparison.Ordinal)
                    || entries.Any(entry => entry.Name == name)).Order(StringComparer.Ordinal),
            entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        var own = Detector.state_dict();
        foreach (var entry in entries.Where(entry => entry.Kind != ParameterKind.Alias))
            own[entry.OwnName].copy_(File[$"weights/{entry.Name}"]);
        foreach (var entry in entries.Where(entry => entry.Kind == ParameterKind.Alias))
            Parity.Same(File[$"weights/{entry.Name}"], own[entry.OwnName], entry.Name);
    }

    /// <summary>The recorded detector of a kind and size; none where the kind has no configuration.</summary>
    private static Option<DetectorConfig> Of(string kind, JsonElement hyper)
    {
        bool Is(string name) => hyper.TryGetProperty(name, out var flag) && flag.GetBoolean();
        return kind switch
        {
            "dino" => Sized(RecordedFamily.RecordedDino, hyper, "num_queries") with
            {
                Branches = [new BranchConfig.ContrastiveDenoising(
                    new NegativeNoise.Contrastive(), RecordedFamily.RecordedDino.Losses,
                    hyper.GetProperty("dn_number").GetInt32(),
                    LabelNoise: hyper.GetProperty("label_noise_ratio").GetSingle(),
                    BoxNoise: hyper.GetProperty("box_noise_scale").GetSingle(),
                    Absent: AbsentSlots.TrainedAsNegatives)],
            },
            "deformable_detr" when Is("as_two_stage") =>
                Sized(RecordedFamily.RecordedDeformableTwoStage, hyper, "num_queries"),
            "deformable_detr" when Is("with_box_refine") =>
                Sized(RecordedFamily.RecordedDeformableRefined, hyper, "num_queries"),
            "deformable_detr" => Sized(RecordedFamily.RecordedDeformable, hyper, "num_queries"),
            "dab_deformable_detr" when Is("as_two_stage") =>
                Sized(RecordedFamily.RecordedDabTwoStage, hyper, "num_queries"),
            "dab_deformable_detr" => Sized(RecordedFamily.RecordedDab, hyper, "num_queries"),
            "dn_deformable_detr" => Sized(RecordedFamily.RecordedDnDeformable, hyper, "num_queries") with
            {
                Branches = [new BranchConfig.DenoisingGroups(
                    RecordedFamily.RecordedDnDeformable.Losses, hyper.GetProperty("denoising_groups").GetInt32(),
                    hyper.GetProperty("label_noise_prob").GetSingle(),
                    hyper.GetProperty("box_noise_scale").GetSingle(), AbsentSlots.TrainedAsNegatives)],
            },
            "deta" => Sized(RecordedFamily.RecordedDeta, hyper, "num_queries"),
            "maskdino" => Sized(RecordedFamily.RecordedMaskDino, hyper, "num_queries") with
            {
                Branches = [((BranchConfig.PositiveDenoising)RecordedFamily.RecordedMaskDino.Branches[0]) with
                {
                    Queries = hyper.GetProperty("dn_num").GetInt32(),
                    LabelNoise = hyper.GetProperty("noise_scale").GetSingle() / 2,
                    BoxNoise = hyper.GetProperty("noise_scale").GetSingle(),
                }],
                Masks = new MaskConfig.PixelEmbedding(
                    new MaskPointConfig(
                        hyper.GetProperty("num_points_loss_and_matcher").GetInt32(),
                        hyper.GetProperty("oversample_ratio").GetDouble(),
                        hyper.GetProperty("importance_sample_ratio").GetDouble()),
                    hyper.GetProperty("mask_dim").GetInt32()),
            },
            "h_deformable_detr" => Sized(RecordedFamily.RecordedHybrid, hyper, "num_queries_one2one") with
            {
                Branches = [new BranchConfig.OneToMany(
                    new BranchTerms.Shared(), hyper.GetProperty("num_queries_one2many").GetInt32(),
                    hyper.GetProperty("k_one2many").GetInt32(),
                    hyper.GetProperty("lambda_one2many").GetSingle())],
            },
            "detr" => SizedSingle(RecordedSingleScale.RecordedDetr, hyper),
            "conditional_detr" => SizedSingle(RecordedSingleScale.RecordedConditional, hyper),
            "group_detr" => SizedSingle(RecordedSingleScale.RecordedGroup, hyper, "num_queries_per_group") with
            {
                Branches =
                    [new BranchConfig.QueryGroups(hyper.GetProperty("group_nums").GetInt32(), GroupAttention.Official)],
            },
            "anchor_detr" =>
                CentredCells(Patterned(SizedSingle(RecordedSingleScale.RecordedAnchor, hyper, "num_query_position"),
                    hyper.GetProperty("num_query_pattern").GetInt32())),
            "dab_detr" when hyper.GetProperty("num_patterns").GetInt32() is > 0 and var patterns =>
                Patterned(SizedSingle(RecordedSingleScale.RecordedDabPatterns, hyper), patterns),
            "dab_detr" => SizedSingle(RecordedSingleScale.RecordedDabDetr, hyper),
            "dn_detr" => SizedSingle(RecordedSingleScale.RecordedDnDetr, hyper) with
            {
                Branches = [new BranchConfig.DenoisingGroups(
                    RecordedSingleScale.RecordedDnDetr.Losses, hyper.GetProperty("denoising_groups").GetInt32(),
                    hyper.GetProperty("label_noise_prob").GetSingle(),
                    hyper.GetProperty("box_noise_scale").GetSingle(), AbsentSlots.TrainedAsNegatives)],
            },
            _ => Option<DetectorConfig>.None,
        };
    }

    // The recorded offset is that of the other detectors; this one's cells have their centres (its behaviours_to_copy).
    private static DetectorConfig CentredCells(DetectorConfig config) =>
        config with { Encoder = config.Encoder with { PositionOffset = -0.5f } };

    private static DetectorConfig Patterned(DetectorConfig config, int patterns) => config with
    {
        Queries = config.Queries with { Content = new QueryContent.Patterns(patterns),
            Count = config.Queries.Count * patterns },
    };

    private static DetectorConfig SizedSingle(DetectorConfig small, JsonElement hyper, string queries = "num_queries")
    {
        int Number(string name) => hyper.GetProperty(name).GetInt32();
        var (width, heads, hidden) = (Number("embed_dim"), Number("num_heads"), Number("feedforward_dim"));
        var positions = hyper.GetProperty("position_embedding");
        return small with
        {
            Backbone = Backbone((BackboneConfig.ResNet)small.Backbone, hyper),
            Neck = small.Neck with { Width = width },
            Encoder = small.Encoder with
            {
                Layers = Number("encoder_layers"), Width = width, Heads = heads, FeedForward = hidden,
                PositionOffset = positions.GetProperty("offset").GetSingle(),
                PositionTemperature = positions.GetProperty("temperature").GetSingle(),
            },
            Queries = small.Queries with { Count = Number(queries) },
            Decoder = small.Decoder with { Layers = Number("decoder_layers"), Width = width, Heads = heads,
                FeedForward = hidden },
            PostProcessing = small.PostProcessing with
            {
                Detections = hyper.TryGetProperty("select_box_nums_for_evaluation", out var kept)
                    ? kept.GetInt32()
                    : Number(queries),
            },
        };
    }

    private static BackboneConfig.ResNet Backbone(BackboneConfig.ResNet small, JsonElement hyper)
    {
        var backbone = hyper.GetProperty("backbone");
        return small with
        {
            StemWidth = backbone.GetProperty("stem_out_channels").GetInt32(),
            Width = backbone.GetProperty("stage_out_channels")[0].GetInt32() / 4,
            FrozenStages = backbone.GetProperty("freeze_at").GetInt32(),
        };
    }

    private static DetectorConfig Sized(DetectorConfig small, JsonElement hyper, string queries)
    {
        int Number(string name) => hyper.GetProperty(name).GetInt32();
        var (width, heads, hidden) = (Number("embed_dim"), Number("num_heads"), Number("feedforward_dim"));
        return small with
        {
            Backbone = Backbone((BackboneConfig.ResNet)small.Backbone, hyper),
            Neck = new NeckConfig(Number("num_feature_levels"), width),
            Encoder = small.Encoder with
            {
                Attention = new EncoderAttention.DeformablePoints(Number("num_points")),
                Layers = Number("encoder_layers"), Width = width, Heads = heads,
                FeedForward = hidden,
            },
            Queries = small.Queries with { Count = Number(queries) },
            Decoder = small.Decoder with
            {
                CrossAttention = new CrossAttention.DeformablePoints(Number("num_points")),
                Layers = Number("decoder_layers"), Width = width, Heads = heads,
                FeedForward = hidden,
            },
            PostProcessing = hyper.TryGetProperty("select_box_nums_for_evaluation", out var most)
                || hyper.TryGetProperty("test_topk_per_image", out most)
                ? small.PostProcessing with { Detections = most.GetInt32() } : small.PostProcessing,
        };
    }

    private static DetectorConfig Skipped(string reason) => Skipped<DetectorConfig>(reason);

    private static T Skipped<T>(string reason)
    {
        Skip.If(true, reason);
        throw new InvalidOperationException(reason);
    }
}
