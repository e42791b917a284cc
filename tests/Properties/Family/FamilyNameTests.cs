using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Pipeline;

namespace StableDino.Properties.Family;

/// <summary>
/// The published detectors of the family at full size: names, shapes, second names and what trains, as the official
/// code has them.
/// </summary>
public class FamilyNameTests
{
    // Configurations as the recorded lists name them.
    private static readonly ImmutableDictionary<string, string> Published = new Dictionary<string, string>
    {
        ["dino/dino_r50_4scale"] = "dino-r50-4scale",
        ["deformable_detr/plain"] = "deformable-detr-r50",
        ["deformable_detr/box_refine"] = "deformable-detr-r50-with-box-refinement",
        ["deformable_detr/two_stage"] = "deformable-detr-r50-two-stage",
        ["dab_deformable_detr/single_stage"] = "dab-deformable-detr-r50",
        ["dab_deformable_detr/two_stage"] = "dab-deformable-detr-r50-two-stage",
        ["deta/deta_r50_5scale"] = "deta-r50-5scale",
        ["dn_deformable_detr/dn_deformable_detr_r50"] = "dn-deformable-detr-r50",
        ["maskdino/maskdino_r50_instance"] = "mask-dino-r50",
        ["mask2former/maskformer2_R50_bs16_50ep"] = "mask2former-r50",
        ["h_deformable_detr/two_stage_hybrid"] = "h-deformable-detr-r50-two-stage",
        ["detr/detr_r50"] = "detr-r50",
        ["conditional_detr/conditional_detr_r50"] = "conditional-detr-r50",
        ["anchor_detr/anchor_detr_r50"] = "anchor-detr-r50",
        ["group_detr/group_detr_r50"] = "group-detr-r50",
        ["dab_detr/dab_detr_r50"] = "dab-detr-r50",
        ["dab_detr/dab_detr_r50_3patterns"] = "dab-detr-r50-3patterns",
        ["dn_detr/dn_detr_r50"] = "dn-detr-r50",
    }.ToImmutableDictionary();

    public static IEnumerable<object[]> Lists =>
        GoldenFile.Files(GoldenKind.FamilyNames).SelectMany(row => File.Exists((string)row[0])
            ? JsonDocument.Parse(File.ReadAllText((string)row[0])).RootElement.EnumerateObject()
                .Select(member => new object[] { row[0], member.Name })
            : [[row[0], ""]]).OrMissing("list of names", columns: 2);

    [SkippableTheory, MemberData(nameof(Lists))]
    public void Names_and_shapes_at_full_size_are_the_official_ones(string path, string configuration)
    {
        using var file = GoldenFile.Open(path);
        var (definition, list, named) = Found(file, path, configuration);
        // of Mask2Former what comes after the backbone was recorded
        var whole = !list.TryGetProperty("part", out _);
        var entries = definition.Parameters(80)
            .Where(entry => whole || !entry.Name.StartsWith("backbone.", StringComparison.Ordinal)).ToImmutableArray();
        IEnumerable<string> Recorded(string part) => list.GetProperty(part).EnumerateObject()
            // class weights of the loss
            .Where(entry => !entry.Name.StartsWith("criterion.", StringComparison.Ordinal)
                || entries.Any(own => own.Name == entry.Name))
            .Select(entry =>
                $"{named(entry.Name)} [{string.Join(", ", entry.Value.EnumerateArray().Select(d => d.GetInt64()))}]");
        IEnumerable<string> Ours(params ParameterKind[] kinds) =>
            entries.Where(entry => kinds.Contains(entry.Kind))
                .Select(entry => $"{entry.Name} [{string.Join(", ", entry.Shape)}]");
        Assert.Equal(Recorded("parameters").Order(StringComparer.Ordinal),
            Ours(ParameterKind.Weight, ParameterKind.Alias).Order(StringComparer.Ordinal));
        Assert.Equal(Recorded("buffers").Order(StringComparer.Ordinal),
            Ours(ParameterKind.Buffer).Order(StringComparer.Ordinal));
        Assert.Equal(
            list.GetProperty("num_parameters_unique").GetInt64(),
            whole ? definition.ParameterCount(80)
                : entries.Where(entry => entry.Kind == ParameterKind.Weight)
                    .Sum(entry => entry.Shape.Aggregate(1L, (product, side) => product * side)));

        var own = entries.ToDictionary(entry => entry.Name, entry => entry.OwnName);
        foreach (var alias in list.GetProperty("aliases").EnumerateObject())
            Assert.Equal(own[alias.Value.GetString()!], own[alias.Name]);
    }

    /// <summary>
    /// Stages stand still in backbones alone, so no more is built; that of whole detectors, which is small, is held by
    /// the recorded gradients.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Lists))]
    public void What_stands_still_at_full_size_is_what_the_official_code_freezes(string path, string configuration)
    {
        using var file = GoldenFile.Open(path);
        var (definition, list, named) = Found(file, path, configuration);
        Skip.If(list.TryGetProperty("part", out var part), $"{part} was recorded, and no backbone");
        using var backbone = new ResNetBackbone((BackboneConfig.ResNet)definition.Config.Backbone);
        var own = definition.Parameters(80).Where(entry => entry.Kind == ParameterKind.Weight)
            .ToDictionary(entry => entry.OwnName, entry => entry.Name);
        Assert.Equal(
            list.GetProperty("frozen_parameters").EnumerateArray().Select(name => named(name.GetString()!))
                .Order(StringComparer.Ordinal),
            backbone.named_parameters().Where(pair => !pair.parameter.requires_grad)
                .Select(pair => own[$"backbone.{pair.name}"]).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// The zoo's entry for a recorded list, the list, and what the entry calls a recorded name: Anchor-DETR's are
    /// torchvision's, which its layout renames.
    /// </summary>
    private static (DetectorDefinition Definition, JsonElement List, Func<string, string> Named) Found(
        GoldenFile file, string path, string configuration)
    {
        var key = $"{Path.GetFileName(Path.GetDirectoryName(path))}/{configuration}";
        Skip.IfNot(Published.TryGetValue(key, out var name), $"no zoo entry stands for {key} yet");
        var list = file.Json.GetProperty(configuration);
        var recorded =
            new[] { "parameters", "buffers" }.SelectMany(part =>
                list.GetProperty(part).EnumerateObject().Select(entry => entry.Name)).ToHashSet();
        var rules = Layouts.Detrex.Where(layout => layout.Fits(recorded)).Select(layout => layout.Rules)
            .FirstOrDefault(Layouts.Official.Rules);
        return (Core.CompiledDetectors.All.Single(entry => entry.Name == name), list,
            official => rules.Choose(rule => rule.Apply(official)).First());
    }
}
