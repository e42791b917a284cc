using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Pipeline;
using StableDino.Runs;

namespace StableDino.Properties.Training;

public class OptimizerGroupsTests
{
    [Fact]
    public void Norms_do_not_decay_biases_do_and_the_backbone_learns_slower()
    {
        var groups = OptimizerGroups.Of(
            ToyDetector.Definition.Parameters(3), new OptimizerConfig(WeightDecay: 0.5, BackboneFactor: 0.25));
        var of = groups.SelectMany(group => group.Parameters.Select(name => (name, group)))
            .ToDictionary(pair => pair.name, pair => (pair.group.RateFactor, pair.group.WeightDecay));
        Assert.Equal((0.25, 0.5), of["backbone.conv.weight"]);
        Assert.Equal((0.25, 0.5), of["backbone.conv.bias"]);
        Assert.Equal((0.25, 0.0), of["backbone.norm.weight"]);
        Assert.Equal((0.25, 0.0), of["backbone.norm.bias"]);
        Assert.Equal((1.0, 0.5), of["class_embed.0.weight"]);
        Assert.Equal((1.0, 0.5), of["class_embed.0.bias"]);
        Assert.Equal(12, of.Count);
    }

    /// <summary>
    /// On the published models' names: every norm layer's two vectors and nothing else go without decay.
    /// </summary>
    [SkippableTheory]
    [InlineData("names_stabledino_r50_4scale.json",
        "norm|neck\\.convs\\.\\d\\.norm|neck\\.extra_convs\\.\\d\\.norm|fusion_layer\\.1")]
    [InlineData("names_stabledino_swinL_4scale.json", "norm|fusion_layer\\.1")]
    public void On_published_models_exactly_the_norm_layers_go_without_decay(string file, string norms)
    {
        var path = GoldenFolders.Shared("golden", "stable_dino", file);
        Skip.IfNot(File.Exists(path), $"(missing) {path}");
        var infos = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("state_dict").EnumerateObject()
            .Where(member => !member.Name.Contains("running_", StringComparison.Ordinal)
                && !member.Name.Contains("relative_position_index", StringComparison.Ordinal))
            .Select(member =>
                new ParameterInfo(member.Name, member.Name,
                    [.. member.Value.EnumerateArray().Select(d => d.GetInt64())], ParameterKind.Weight))
            .ToImmutableArray();
        var groups = OptimizerGroups.Of(infos, new OptimizerConfig());
        var without = groups.Where(group => group.WeightDecay == 0).SelectMany(group => group.Parameters).ToHashSet();
        var expected = infos.Select(info => info.Name)
            .Where(name => System.Text.RegularExpressions.Regex.IsMatch(
                name, $"({norms})[^.]*\\.(\\d+\\.)?(weight|bias)$")).ToHashSet();
        Assert.Equal(infos.Length, groups.Sum(group => group.Parameters.Length));
        Assert.Empty(without.Except(expected));
        Assert.Empty(expected.Except(without));
        Assert.All(groups,
            group => Assert.Equal(
                group.Parameters[0].StartsWith("backbone.", StringComparison.Ordinal) ? 0.1 : 1.0, group.RateFactor));
    }
}
