using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Family;

/// <summary>
/// Co-DETR's heads on the memory against numbers recorded from the official code: what they say, what they assign,
/// every loss term, the
/// gradients of parameters and maps, and the queries that their positives become.
/// </summary>
[Trait("Category", "Parity")]
public class MemoryHeadParityTests
{
    private static readonly LossConfig Plain = new(new ClassificationLoss.Plain());

    public static IEnumerable<object[]> Recorded => GoldenFile.Files(GoldenKind.AuxiliaryHeads);

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void An_anchor_head_predicts_and_assigns_as_recorded_with_the_recorded_losses(string path)
    {
        const string Id = "atss_head";
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (width, classes) = (Setting(file, Id, "in_channels"), Setting(file, Id, "num_classes"));
        using var head = new AnchorHead(new BranchConfig.AnchorHead(Plain), 0, 1, width, Setting(file, Id, "gn_groups"),
            3, positioned: false, classes);
        Load(head, file, $"{Id}.param.");
        var (maps, groundTruths) = Maps(file, Id);
        var said = (HeadPredictions.OfAnchors)head.call(Alone(width), maps).Heads.Single();

        file.Compare(Id, Noise.Module, file[$"{Id}.out_cls"], said.Logits, "classes");
        file.Compare(Id, Noise.Module, file[$"{Id}.out_centerness"], said.Centredness.unsqueeze(-1), "centredness");
        file.Compare(Id, Noise.Module, file[$"{Id}.pos_coords.anchors"],
            said.Grid.unsqueeze(0).masked_fill(said.Targets.lt(-1).unsqueeze(-1), 0), "anchors");
        file.Compare(Id, Noise.Module, BoxDeltas.Decode(said.Grid, file[$"{Id}.out_box"], [0.1f, 0.1f, 0.2f, 0.2f]),
            said.Boxes, "boxes");
        Assert.Equal(Labels(file[$"{Id}.pos_coords.labels"], classes), Labels(said.Targets, groundTruths));

        var losses = HeadLosses.OfAnchors(said, groundTruths, Pixels(said, groundTruths)) * 12;
        foreach (var (name, loss) in new[] { "cls", "bbox", "centerness" }.Zip(losses.unbind(0)))
            file.Compare(Id, Noise.LossTerm, file[$"{Id}.loss_{name}"], loss, name);
        losses.sum().backward();
        Gradients(file, Id, head, maps);
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void A_region_head_predicts_and_samples_as_recorded_with_the_recorded_losses(string path)
    {
        const string Id = "roi_head";
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var classes = Setting(file, Id, "num_classes");
        var width = file.Case(Id).GetProperty("rpn").GetProperty("in_channels").GetInt32();
        var config = new BranchConfig.RegionHead(
            Plain, Candidates: 60, Proposals: 40, ProposalIou: 0.7f, AnchorSamples: 64, Samples: 36,
            PositiveShare: 0.25f,
            HiddenWidth: file.Case(Id).GetProperty("rcnn").GetProperty("fc_out_channels").GetInt32(), FinestSide: 16f);
        using var head = new RegionHead(
            config, 0, 0, width, positioned: false, classes);
        Load(head, file, $"{Id}.param.");
        var (maps, groundTruths) = Maps(file, Id);
        var said = (HeadPredictions.OfRegions)head.call(Alone(width), maps).Heads.Single();

        file.Compare(Id, Noise.Module, file[$"{Id}.rpn_cls"], said.Objectness.unsqueeze(-1), "objectness");
        file.Compare(Id, Noise.Module, file[$"{Id}.rpn_box"], said.Deltas, "shifts");
        foreach (var image in Enumerable.Range(0, 2))
        {
            long[] Of(string name) => [.. file[$"{Id}.{name}{image}"].data<long>()];
            long[] Where(Tensor chosen) => [.. chosen.nonzero().squeeze(-1).data<long>()];
            Assert.Equal(Of("rpn_positive").Order(), Where(said.AnchorTargets[image].ge(0)));
            Assert.Equal(Of("rpn_negative").Order(), Where(said.AnchorTargets[image].eq(-1)));
        }

        Assert.Equal(
            Labels(cat([file[$"{Id}.sampled_labels0"], file[$"{Id}.sampled_labels1"]]), classes),
            Labels(said.RegionTargets, groundTruths));
        var losses = HeadLosses.OfRegions(said, groundTruths, Pixels(said, groundTruths)) * 12;
        foreach (var (name, loss) in new[] { "rpn_cls", "rpn_bbox", "cls", "bbox" }.Zip(losses.unbind(0)))
            file.Compare(Id, Noise.LossTerm, file[$"{Id}.loss_{name}"], loss, name);
        losses.sum().backward();
        Gradients(file, Id, head, maps);
    }

    public static IEnumerable<object[]> Queries =>
        from row in Recorded from kind in new[] { "dino", "deformable" } from head in new[] { "rcnn", "atss" }
            select new[] { row[0], kind, head };

    [SkippableTheory, MemberData(nameof(Queries))]
    public void Positives_become_the_recorded_queries(string path, string kind, string name)
    {
        var id = $"queries_{kind}";
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (width, classes, positioned) =
            (Setting(file, id, "width"), Setting(file, id, "num_classes"), kind == "deformable");
        var index = file.Case(id).GetProperty("head_idx").GetProperty(name).GetInt32();
        using var owner = new Holder();
        var positives = new PositiveQueries(
            owner, width, positioned, new QueryGroup(0, Setting(file, id, "max_pos_coords")), index);
        foreach (var (parameter, value) in owner.named_parameters())
            Copy(parameter.StartsWith("transformer.head_pos_embed", StringComparison.Ordinal)
                ? file[$"{id}.param.query_head.transformer.head_pos_embed.weight"][index]
                : file[$"{id}.param.query_head.{parameter}"], value);

        var labels = file[$"{id}.{name}.labels"];
        var maps = Enumerable.Range(0, 3)
            .Select(level => file[$"{id}.map{level}"].flatten(2).transpose(1, 2)).ToArray();
        var features = (name == "rcnn" ? file[$"{id}.rcnn.feats"] : cat(maps, 1)).requires_grad_(positioned);
        var places = positioned ? zeros(2, 1, width) : Option<Tensor>.None;
        var before = new SelectedQueries(zeros(2, 1, width), zeros(2, 1, 4), places, [QueryGroup.Matching(1)]);
        var (after, groundTruths) = positives.After(
            before, file[$"{id}.{name}.coords"], where(labels.lt(classes), labels, -1), features, Sides(file, id),
            count => arange(count));

        Assert.Equal(new QueryGroup(0, (int)groundTruths.shape[1]), after.Groups[^1]);
        Tensor Further(Tensor all) => all.narrow(1, 1, all.shape[1] - 1);
        Assert.Equal(Labels(file[$"{id}.{name}.aux_labels"], classes), groundTruths.flatten().data<long>().ToArray());
        var content = Further(after.Content).transpose(0, 1);
        file.Compare(id, Noise.Module, file[$"{id}.{name}.query"], content, "content");
        file.Compare(id, Noise.Boxes, file[$"{id}.{name}.reference_points"], Further(after.References), "references");
        var paid = (content * file[$"{id}.{name}.w_query"]).sum();
        foreach (var positions in after.Positions)
        {
            var place = Further(positions).transpose(0, 1);
            file.Compare(id, Noise.Module, file[$"{id}.{name}.query_pos"], place, "positions");
            paid = paid + (place * file[$"{id}.{name}.w_query_pos"]).sum();
        }

        paid.backward();
        foreach (var (parameter, value) in owner.named_parameters()
            .Where(pair => !pair.name.StartsWith("transformer.head_pos_embed", StringComparison.Ordinal)))
            Gradient(file, id, file[$"{id}.grad.query_head.{parameter}"], value.grad!, parameter);
        if (positioned && name == "rcnn") Gradient(file, id, file[$"{id}.rcnn.grad_feats"], features.grad!, "features");
        if (positioned)
            Gradient(file, id, file[$"{id}.grad.query_head.transformer.head_pos_embed.weight"][index],
                owner.named_parameters().Single(pair => pair.name.Contains("head_pos_embed")).parameter.grad!,
                "head_pos_embed");
    }

    public static IEnumerable<object[]> Losses =>
        from row in Recorded
            from kind in new[] { ("dino", "co-dino-r50-5scale"), ("deformable", "co-deformable-detr-r50") }
                select new[] { row[0], kind.Item1, kind.Item2 };

    [SkippableTheory, MemberData(nameof(Losses))]
    public void Their_queries_have_the_recorded_losses(string path, string kind, string detector)
    {
        const string Id = "aux_loss";
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (labels, classes) = (file[$"{Id}.labels"].flatten(), Setting(file, Id, "num_classes"));
        var slots = labels.lt(classes).nonzero().squeeze(-1);
        var (scores, boxes) = (file[$"{Id}.scores"].requires_grad_(), file[$"{Id}.boxes"].requires_grad_());
        var targets = new Targets(labels.index_select(0, slots),
            file[$"{Id}.targets"].flatten(0, 1).index_select(0, slots), [(int)slots.shape[0]]);
        var pairs = new MatchedPairs(slots.unsqueeze(0), arange(slots.shape[0], ScalarType.Int64).unsqueeze(0));
        var own = Core.CompiledDetectors.All.Single(entry => entry.Name == detector).Config;
        var paid = own.Branches.OfType<BranchConfig.AnchorHead>().Single().Losses;
        var terms =
            BranchLosses.Sums(new Predictions(scores.unsqueeze(0), boxes.unsqueeze(0)), pairs, targets,
                ClassTerm.Of(own.Heads.Score, paid.Classification), paid.Overlap)[0]
                * tensor(new[] { paid.ClassificationWeight, paid.BoxWeight, paid.GiouWeight }) / slots.shape[0];
        foreach (var (name, term) in new[] { "cls", "bbox", "iou" }.Zip(terms.unbind(0)))
            file.Compare(Id, Noise.LossTerm, file[$"{Id}.{kind}.loss_{name}"].reshape([]), term, $"{kind}, {name}");
        terms.sum().backward();
        Gradient(file, Id, file[$"{Id}.{kind}.grad_scores"], scores.grad!, $"{kind}, scores");
        Gradient(file, Id, file[$"{Id}.{kind}.grad_boxes"], boxes.grad!, $"{kind}, boxes");
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void At_full_size_the_heads_parameters_are_the_official_ones(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var (key, name) in new[] { ("co_deformable_detr_r50_1x_coco", "co-deformable-detr-r50"),
            ("co_dino_5scale_r50_1x_coco", "co-dino-r50-5scale") })
        {
            var official = file.Json.GetProperty("full_size").GetProperty(key).GetProperty("state_dict")
                .EnumerateObject()
                .ToDictionary(entry => entry.Name.Replace("query_head.", "", StringComparison.Ordinal),
                    entry => string.Join(", ", entry.Value.EnumerateArray().Select(side => side.GetInt64())));
            if (official.Remove("transformer.head_pos_embed.weight"))
                foreach (var head in new[] { 0, 1 }) official.Add($"transformer.head_pos_embed.{head}.weight", "1");
            var own = Core.CompiledDetectors.All.Single(entry => entry.Name == name).Parameters(80)
                .Where(entry => entry.OwnName.StartsWith("maps.", StringComparison.Ordinal)
                    || entry.OwnName.StartsWith("anchors.", StringComparison.Ordinal)
                    || entry.OwnName.StartsWith("regions.", StringComparison.Ordinal))
                .ToDictionary(entry => entry.Name, entry => string.Join(", ", entry.Shape));
            Assert.Equal(official.OrderBy(entry => entry.Key, StringComparer.Ordinal),
                own.OrderBy(entry => entry.Key, StringComparer.Ordinal));
        }
    }

    private static int Setting(GoldenFile file, string id, string name) => file.Case(id).GetProperty(name).GetInt32();

    private static ImmutableArray<ImageSize> Sizes(GoldenFile file, string id) =>
        [.. file.Case(id).GetProperty("images").EnumerateArray()
            .Select(size => new ImageSize(size[0].GetInt32(), size[1].GetInt32()))];

    private static Tensor Sides(GoldenFile file, string id) => PixelTargets.Sides(Sizes(file, id), CPU);

    private static (MemoryMaps Maps, Targets Targets) Maps(GoldenFile file, string id)
    {
        var (sizes, sides) = (Sizes(file, id), Sides(file, id));
        var boxes = Enumerable.Range(0, sizes.Length).Select(image => file[$"{id}.truths{image}"]).ToArray();
        var groundTruths = new Targets(
            cat([.. boxes.Select((_, image) => file[$"{id}.truth_labels{image}"])]),
            cat([.. boxes.Select((own, image) => BoxConversion.ToCxcywh(new XyxyBoxes(own)).Values / sides[image])]),
            [.. boxes.Select(own => (int)own.shape[0])]);
        return (new MemoryMaps([.. Enumerable.Range(0, 3).Select(level => file[$"{id}.map{level}"].requires_grad_())],
            [8, 16, 32], sizes, groundTruths), groundTruths);
    }

    private static Tensor Pixels(HeadPredictions said, Targets groundTruths) =>
        cat([.. PixelTargets.Of(said.Sizes, groundTruths, CPU).Select(image => image.Boxes)]);

    private static AssistedQueries Alone(int width) =>
        AssistedQueries.Of(
            new SelectedQueries(zeros(2, 1, width), zeros(2, 1, 4), Option<Tensor>.None, [QueryGroup.Matching(1)]));

    // Classes, −1 for the background.
    private static long[] Labels(Tensor labels, int classes) =>
        [.. labels.flatten().data<long>().Select(label => label == classes ? -1 : label)];

    private static long[] Labels(Tensor groundTruths, Targets targets)
    {
        var labels = targets.Labels.data<long>().ToArray();
        return [.. groundTruths.flatten().data<long>()
            .Select(groundTruth => groundTruth < 0 ? -1 : labels[groundTruth])];
    }

    private static void Load(Module module, GoldenFile file, string prefix)
    {
        var values = file.Below(prefix).ToDictionary(entry => entry.Name, entry => entry.Value);
        var own = module.named_parameters()
            .Where(pair => !pair.name.StartsWith("transformer.", StringComparison.Ordinal)).ToList();
        Assert.Equal(values.Keys.Order(StringComparer.Ordinal),
            own.Select(pair => pair.name).Order(StringComparer.Ordinal));
        foreach (var (name, parameter) in own) Copy(values[name], parameter);
    }

    private static void Copy(Tensor from, Tensor to)
    {
        using var silent = no_grad();
        to.copy_(from);
    }

    private static void Gradients(GoldenFile file, string id, Module module, MemoryMaps maps)
    {
        foreach (var (name, gradient) in file.Below($"{id}.grad."))
            Gradient(file, id, gradient,
                module.named_parameters().Single(pair => pair.name == name).parameter.grad!, name);
        foreach (var (map, level) in maps.Maps.Select((map, level) => (map, level)))
            Gradient(file, id, file[$"{id}.grad_map{level}"], map.grad!, $"map {level}");
    }

    private static void Gradient(GoldenFile file, string id, Tensor expected, Tensor actual, string name) =>
        file.Compare(id, Noise.Gradient, expected, actual, $"gradient of {name}",
            Math.Max(1e-3, expected.norm().item<float>()));

    private sealed class Holder() : Module(nameof(Holder))
    {
        protected override void RegisterComponents() { }
    }
}
