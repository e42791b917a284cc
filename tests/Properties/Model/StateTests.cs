using System.Text.Json;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>What a freshly built detector holds: names, shapes, starting values, owners.</summary>
public class StateTests
{
    private static readonly DetectorConfig Small = StableDinoZoo.StableDinoTiny;

    public static TheoryData<string> Released =>
        new("dino_r50_4scale", "stabledino_r50_4scale", "stabledino_r50_5scale");

    [SkippableTheory, MemberData(nameof(Released))]
    public void Names_shapes_and_what_trains_are_the_official_ones(string name)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open((string)GoldenFile.Files($"names_{name}").First()[0]);
        var config = name switch
        {
            "dino_r50_4scale" => StableDinoZoo.DinoR50,
            "stabledino_r50_4scale" => StableDinoZoo.StableDinoR50,
            _ => StableDinoZoo.StableDinoR50FiveScale,
        };
        using var detector = new AssembledDetector(config, config.Classes);
        var expected = Entries(file).Where(entry => !Repeats(entry.Name))
            .Select(entry => $"{entry.Name} [{string.Join(", ", entry.Shape)}]");
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            detector.OfficialState().Select(pair => $"{pair.Official} [{string.Join(", ", pair.Value.shape)}]")
                .Order(StringComparer.Ordinal));

        var trainable = detector.OfficialParameters().Where(pair => pair.Value.requires_grad)
            .Sum(pair => pair.Value.numel());
        Assert.Equal(file.Json.GetProperty("num_trainable").GetInt64(), trainable);
        var frozen = file.Json.GetProperty("frozen_parameters").EnumerateArray().Select(entry => entry.GetString()!);
        Assert.Equal(frozen, detector.OfficialParameters().Where(pair => !pair.Value.requires_grad)
            .Select(pair => pair.Official));
    }

    [SkippableFact]
    public void A_swin_has_the_official_names()
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open((string)GoldenFile.Files("names_stabledino_swinL_4scale").First()[0]);
        var swin = (BackboneConfig.Swin)StableDinoZoo.StableDinoSwinL.Backbone;
        using var backbone =
            new SwinBackbone(swin with { Width = 12, Heads = new StageCounts(1, 2, 4, 8), Window = 3 });
        Assert.Equal(
            Entries(file).Select(entry => entry.Name)
                .Where(name => name.StartsWith("backbone.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            backbone.state_dict().Keys.Select(name => $"backbone.{name}").Order(StringComparer.Ordinal));
    }

    [Theory, InlineData(FeatureNorm.Batch), InlineData(FeatureNorm.FrozenBatch), InlineData(FeatureNorm.Group)]
    public void Every_normalisation_starts_as_the_identity(FeatureNorm norm)
    {
        using var scope = NewDisposeScope();
        var backbone = new ResNetBackbone(new BackboneConfig.ResNet(18, 16, 16, norm));
        var neck = new ChannelMapper(new NeckConfig(4, 64), [32, 64, 128]);
        var state = backbone.state_dict().Concat(neck.state_dict())
            .Where(pair => pair.Key.Contains("norm.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(state);
        foreach (var (name, value) in state)
            Parity.Close(
                full_like(value,
                    name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("var", StringComparison.Ordinal)
                        ? 1
                        : 0),
                value.to_type(ScalarType.Float32), 2e-5, name);
    }

    [Fact]
    public void A_detector_built_inside_a_scope_outlives_it_and_converts()
    {
        AssembledDetector detector;
        using (NewDisposeScope()) detector = new AssembledDetector(Small, 5);
        using (detector)
        {
            Assert.All(detector.state_dict().Values, tensor => Assert.False(tensor.IsInvalid));
            using var scope = NewDisposeScope();
            using var silent = no_grad();
            detector.to(float64);
            Assert.All(detector.state_dict().Values,
                tensor => Assert.True(tensor.dtype is ScalarType.Float64 or ScalarType.Int64));
            detector.to(float32);
            detector.eval();
            var batch = new ImageBatch(randn(1, 3, 64, 64), zeros(1, 64, 64, ScalarType.Bool), [new ImageSize(64, 64)]);
            Assert.Equal([3, 1, 60, 5],
                detector.call(batch, LanguageExt.Option<StableDino.Pipeline.NoisedTargets>.None).Layers.Logits.shape);
        }
    }

    [Fact]
    public void Heads_start_equal_with_the_prior_probability_and_boxes_at_their_references()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        var heads = new PredictionHeads(
            new HeadConfig(new Score.Sigmoid(PriorProbability: 0.02f)), new QueryReference.Proposals(), 16, 2, 3);
        var (states, references) = (randn(2, 1, 4, 16), rand(2, 1, 4, 4) * 0.8 + 0.1);
        var output = heads.call(
            new DecoderStates(stack([states[0], states[0]]), [.. references.unbind(0)], [QueryGroup.Matching(4)]),
            LanguageExt.Option<Predictions>.None);
        Parity.Close(references, output.Layers.Boxes, 1e-6, "boxes");
        Parity.Same(output.Layers.Logits[0], output.Layers.Logits[1], "logits of the two layers");
        var quiet = heads.call(
            new DecoderStates(zeros_like(states), [.. references.unbind(0)], [QueryGroup.Matching(4)]),
            LanguageExt.Option<Predictions>.None);
        Parity.Close(full_like(quiet.Layers.Logits, 0.02), quiet.Layers.Logits.sigmoid(), 1e-6, "probability");
    }

    [Fact]
    public void Shared_heads_are_one_module_under_every_layers_name()
    {
        using var scope = NewDisposeScope();
        var shared = new PredictionHeads(
            new HeadConfig(new Score.Sigmoid(), HeadSharing.Shared), new QueryReference.Proposals(), 16, 3, 5);
        var own = new PredictionHeads(new HeadConfig(new Score.Sigmoid()), new QueryReference.Proposals(), 16, 3, 5);
        Assert.Equal(own.state_dict().Keys.Order(), shared.state_dict().Keys.Order());
        Assert.Equal(own.named_parameters().Sum(pair => pair.parameter.numel()),
            2 * shared.named_parameters().Sum(pair => pair.parameter.numel()));
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Frozen_stages_have_no_gradient_and_frozen_batch_statistics_stand_still(int frozen)
    {
        using var scope = NewDisposeScope();
        var backbone = new ResNetBackbone(new BackboneConfig.ResNet(18, 8, 8, FeatureNorm.Batch, 3, 4, frozen));
        bool Below(string name) =>
            name.StartsWith("stem", StringComparison.Ordinal)
            || (frozen == 2 && name.StartsWith("res2", StringComparison.Ordinal));
        var before = backbone.state_dict().Where(pair => Below(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        backbone.train();
        backbone.call(randn(2, 3, 64, 64)).Maps[^1].sum().backward();

        Assert.All(backbone.named_parameters(),
            pair => Assert.Equal(!Below(pair.name), pair.parameter.grad is not null));
        foreach (var (name, value) in before) Parity.Same(value, backbone.state_dict()[name], name);
        Assert.Contains(backbone.named_buffers(),
            pair => pair.name.StartsWith("res3.0.conv1.norm.running_mean", StringComparison.Ordinal)
                && pair.buffer.abs().sum().item<float>() > 0);
        Assert.DoesNotContain(backbone.state_dict().Keys, name => name.StartsWith("res5", StringComparison.Ordinal));
    }

    [Theory, InlineData(3), InlineData(4), InlineData(20), InlineData(64), InlineData(96), InlineData(256)]
    public void Group_normalisation_has_at_most_32_groups_of_at_least_4_channels(int channels)
    {
        var groups = NormalisedConvolution.Groups(channels);
        Assert.True(channels % groups == 0 && groups <= 32 && (groups == 1 || channels / groups >= 4),
            $"{groups} groups");
        Assert.Equal(channels >= 128 ? 32 : Math.Max(1, channels / 4), groups);
    }

    private static bool Repeats(string name) =>
        name.StartsWith("transformer.decoder.class_embed", StringComparison.Ordinal)
        || name.StartsWith("transformer.decoder.bbox_embed", StringComparison.Ordinal);

    private static IEnumerable<(string Name, long[] Shape)> Entries(GoldenFile file) =>
        file.Json.GetProperty("state_dict").EnumerateObject().Select(member =>
            (member.Name, member.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray()));
}
