using System.Text.Json;
using StableDino.Configuration;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>
/// Narrow focal modulation networks against numbers recorded from detrex's code, run in double precision and stored in
/// single: every map,
/// the gradient of the image and of every parameter, for the options of the published sizes.
/// </summary>
[Trait("Category", "Parity")]
public class FocalNetParityTests
{
    public static IEnumerable<object[]> Cases => GoldenFile.Cases(GoldenKind.FocalNet);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Maps_and_gradients_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var module = Recorded(file, id);
        module.to(ScalarType.Float64);

        var x = file[$"{id}.x"].to(ScalarType.Float64).requires_grad_();
        var maps = module.call(x).Maps;
        var stages = Outputs(file, id);
        Assert.Equal(stages.Length, maps.Length);
        var loss = zeros(1, ScalarType.Float64);
        foreach (var (stage, map) in stages.Zip(maps))
        {
            file.Compare(id, Noise.Formula, file[$"{id}.p{stage}"], map, $"stage {stage}");
            loss = loss + (map * file[$"{id}.w_p{stage}"]).sum();
        }

        loss.backward();
        file.Compare(id, Noise.Formula, file[$"{id}.grad_x"], x.grad!, "gradient of the image");
        var gradients = file.Below($"{id}.grad.").ToDictionary(pair => pair.Name, pair => pair.Value);
        Assert.Equal(gradients.Keys.Order(StringComparer.Ordinal),
            module.named_parameters().Select(pair => pair.name).Order(StringComparer.Ordinal));
        foreach (var (name, parameter) in module.named_parameters())
            file.Compare(id, Noise.Formula, gradients[name], parameter.grad!, $"gradient of {name}");
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Single_precision_gives_the_same_maps_but_for_its_noise(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        foreach (var (stage, map) in Outputs(file, id).Zip(Recorded(file, id).call(file[$"{id}.x"]).Maps))
            file.Compare(id, Noise.Features, file[$"{id}.p{stage}"], map, $"stage {stage}");
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Stochastic_depth_grows_as_in_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var depths = Numbers(file, id, "depths");
        var ours = Enumerable.Range(0, depths.Length).SelectMany(stage =>
            StochasticDepth.Probabilities(file.Case(id).GetProperty("drop_path_rate").GetSingle(), depths, stage))
            .ToArray();
        file.Compare(id, Noise.Formula,
            tensor(file.Case(id).GetProperty("drop_paths").EnumerateArray().Select(p => p.GetDouble()).ToArray()), ours,
            "probabilities");
    }

    // A case of three stages hands over stages up to the fourth, so that the fifth is not built.
    private static FocalBackbone Recorded(GoldenFile file, string id)
    {
        bool Flag(string name) => file.Case(id).GetProperty(name).GetBoolean();
        StageCounts Counts(string name) => Numbers(file, id, name) is [var a, var b, var c, .. var rest]
            ? new StageCounts(a, b, c, rest is [var d] ? d : 1) : throw new InvalidDataException(name);
        return new FocalBackbone(new BackboneConfig.FocalNet(
            Counts("depths"), Counts("focal_levels"), Counts("focal_windows"),
            file.Case(id).GetProperty("embed_dim").GetInt32(),
            file.Case(id).GetProperty("mlp_ratio").GetSingle(), Flag("use_conv_embed"), Flag("use_postln"),
            Flag("use_postln_in_modulation"),
            Flag("normalize_modulator"), Flag("use_layerscale"), DropPath: 0, FirstStage: Outputs(file, id).Min() + 2,
            LastStage: Numbers(file, id, "depths").Length + 1)).Loaded(file, $"{id}.param.");
    }

    private static int[] Outputs(GoldenFile file, string id) => Numbers(file, id, "out_indices");

    private static int[] Numbers(GoldenFile file, string id, string name) =>
        [.. file.Case(id).GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];
}
