using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>
/// What the auxiliary heads of Co-DETR are built of, against numbers recorded from its code: anchors, assignments,
/// samples, box coding and RoIAlign.
/// </summary>
[Trait("Category", "Parity")]
public class RegionParityTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Files(GoldenKind.AuxiliaryHeads);

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Atss_assigns_the_same_anchors_to_the_same_targets(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var settings = file.Case("atss");
        foreach (var (scene, id) in settings.GetProperty("scenes").EnumerateArray()
            .Select((scene, place) => (scene, $"atss.{place}")))
        {
            var (strides, batch, image) = (Integers(scene, "strides"), Size(scene, "batch"), Size(scene, "image"));
            var (levels, config) = (Levels(strides, batch), Anchors(settings));
            var anchors = AnchorGrid.Of(levels, strides, config, CPU);
            var inside = AnchorGrid.Inside(levels, strides, config, [image], CPU)[0];
            file.Compare(id, Noise.Exact, file[$"{id}.anchors"], anchors, "anchors");
            file.Compare(id, Noise.Exact, file[$"{id}.valid"], inside, "anchors inside the image");
            var perLevel = file[$"{id}.counts"].data<long>().Select(count => (int)count).ToImmutableArray();
            Assert.Equal(perLevel, levels.Select(level => level.Height * level.Width));
            var (targets, candidates) = (file[$"{id}.truths"], settings.GetProperty("topk").GetInt32());
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
                file.Compare(id, Noise.Exact, file[$"{id}.assigned"],
                    AtssAssignment.Of(anchors.to(type), inside, perLevel, targets.to(type), candidates),
                    "targets of anchors");
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Thresholds_assign_the_same_boxes_to_the_same_targets(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        foreach (var scene in file.Case("overlap").GetProperty("scenes").EnumerateArray())
        {
            var id = $"overlap.{scene.GetProperty("name").GetString()}";
            if (scene.TryGetProperty("maps", out var maps))
            {
                ImmutableArray<LevelShape> levels =
                    [.. maps.EnumerateArray().Select(map => new LevelShape(map[0].GetInt32(), map[1].GetInt32(), 0))];
                file.Compare(id, Noise.Formula, file[$"{id}.boxes"],
                    AnchorGrid.Of(levels, Integers(scene, "strides"), Anchors(scene), CPU), "anchors");
            }

            var (boxes, targets) = (file[$"{id}.boxes"], file[$"{id}.truths"]);
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
                file.Compare(id, Noise.Exact, file[$"{id}.assigned"], Assigned(boxes.to(type), targets.to(type), scene),
                    "targets of boxes");
        }
    }

    /// <summary>
    /// Both samplers of the region head, and what they choose from: anchors with the proposals' thresholds, and
    /// proposals behind the targets.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Recorded))]
    public void The_same_boxes_are_sampled(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        const string id = "roi_head";
        var (settings, batch) = (file.Case(id), Size(file.Case(id), "batch"));
        var (proposing, region) = (settings.GetProperty("rpn"), settings.GetProperty("rcnn"));
        var (strides, config) = (Integers(proposing, "strides"), Anchors(proposing));
        var levels = Levels(strides, batch);
        var anchors = AnchorGrid.Of(levels, strides, config, CPU);
        ImmutableArray<ImageSize> sizes = [.. settings.GetProperty("images").EnumerateArray().Select(Size)];
        var inside = AnchorGrid.Inside(levels, strides, config, sizes, CPU);
        for (var image = 0; image < sizes.Length; image++)
        {
            var (targets, valid) = (file[$"{id}.truths{image}"], inside[image].nonzero().squeeze(1));
            var anchored = Assigned(anchors.index_select(0, valid), targets, proposing.GetProperty("assigner"));
            var (positives, negatives) = Sampled(anchored, proposing.GetProperty("sampler"));
            file.Compare(id, Noise.Exact, file[$"{id}.rpn_positive{image}"], valid.index_select(0, positives),
                "positive anchors");
            file.Compare(id, Noise.Exact, file[$"{id}.rpn_negative{image}"], valid.index_select(0, negatives),
                "negative anchors");

            var boxes = cat([targets, file[$"{id}.proposals{image}"].narrow(1, 0, 4)], 0);
            var assigned = Assigned(boxes, targets, region.GetProperty("assigner"));
            (positives, negatives) = Sampled(assigned, region.GetProperty("sampler"));
            file.Compare(id, Noise.Exact, file[$"{id}.sampled{image}"],
                boxes.index_select(0, cat([positives, negatives], 0)), "sampled proposals");
            file.Compare(id, Noise.Exact, file[$"{id}.sampled_truths{image}"], assigned.index_select(0, positives),
                "targets of positives");
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Boxes_are_coded_alike(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (boxes, targets) = (Wide(file, "deltas.boxes"), Wide(file, "deltas.truths"));
        var image = Size(file.Case("deltas"), "image");
        foreach (var named in file.Case("deltas").GetProperty("stds").EnumerateObject())
        {
            var (id, deviations) = ($"deltas.{named.Name}",
                named.Value.EnumerateArray().Select(number => number.GetSingle()).ToImmutableArray());
            file.Compare(id, Noise.Features, file[$"{id}.encoded"],
                BoxDeltas.Encode(boxes, targets, deviations), "deltas");
            var deltas = Wide(file, "deltas.deltas").requires_grad_();
            var decoded = BoxDeltas.Decode(boxes, deltas, deviations);
            file.Compare(id, Noise.Features, file[$"{id}.decoded"], decoded, "boxes");
            (decoded * file["deltas.w"]).sum().backward();
            file.Compare(id, Noise.Features, file[$"{id}.grad_deltas"], deltas.grad!, "gradient of deltas");

            var again = Wide(file, "deltas.deltas").requires_grad_();
            var clipped = BoxClip.To(new(BoxDeltas.Decode(boxes, again, deviations)), image.Width, image.Height).Values;
            file.Compare(id, Noise.Features, file[$"{id}.clipped"], clipped, "boxes cut to the image");
            (clipped * file["deltas.w"]).sum().backward();
            file.Compare(id, Noise.Features, file[$"{id}.grad_deltas_clipped"], again.grad!,
                "gradient through the cut");
            var classes = Wide(file, "deltas.class_deltas").view(boxes.shape[0], -1, 4);
            var ofClasses = BoxDeltas.Decode(boxes.unsqueeze(1), classes, deviations).flatten(1);
            file.Compare(id, Noise.Features, file[$"{id}.class_decoded"], ofClasses, "boxes of each class");
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Regions_and_their_gradients_are_aligned_alike(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (settings, strides) = (file.Case("align"), Integers(file.Case("align"), "strides"));
        var (finest, side) = (settings.GetProperty("finest_scale").GetDouble(),
            settings.GetProperty("output_size").GetInt32());
        foreach (var (type, noise) in new[] { (ScalarType.Float64, Noise.Formula),
            (ScalarType.Float32, Noise.Features) })
        {
            var maps = strides.Select((_, level) => file[$"align.map{level}"].to(type).requires_grad_()).ToArray();
            var rois = file["align.rois"].to(type);
            var bins = RegionAlign.OfPyramid(
                maps, strides, rois.narrow(1, 1, 4), rois.select(1, 0).to(ScalarType.Int64), finest, side);
            file.Compare("align", noise, file["align.out"], bins, "bins");
            (bins * file["align.w"]).sum().backward();
            foreach (var (map, level) in maps.Select((map, level) => (map, level)))
                file.Compare("align", noise, file[$"align.grad_map{level}"], map.grad!, $"gradient of level {level}");
        }
    }

    private static Tensor Assigned(Tensor boxes, Tensor targets, JsonElement rule)
    {
        double Iou(string name) => rule.GetProperty(name).GetDouble();
        return ThresholdAssignment.Of(
            boxes, targets, Iou("neg_iou_thr"), Iou("pos_iou_thr"),
            rule.GetProperty("match_low_quality").GetBoolean() ? Iou("min_pos_iou") : null);
    }

    private static (Tensor Positives, Tensor Negatives) Sampled(Tensor assigned, JsonElement rule) => BalancedSample.Of(
        assigned, rule.GetProperty("num").GetInt32(), rule.GetProperty("pos_fraction").GetDouble(),
        count => arange(count, ScalarType.Int64));

    private static AnchorShapes Anchors(JsonElement settings) => new(
        [.. settings.GetProperty("ratios").EnumerateArray().Select(ratio => ratio.GetSingle())],
        settings.GetProperty("octave_base_scale").GetSingle(), settings.GetProperty("scales_per_octave").GetInt32());

    private static ImmutableArray<LevelShape> Levels(ImmutableArray<int> strides, ImageSize batch) =>
        [.. strides.Select(stride =>
            new LevelShape((batch.Height + stride - 1) / stride, (batch.Width + stride - 1) / stride, 0))];

    private static Tensor Wide(GoldenFile file, string name) => file[name].to(ScalarType.Float64);

    private static ImmutableArray<int> Integers(JsonElement settings, string name) =>
        [.. settings.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];

    private static ImageSize Size(JsonElement settings, string name) => Size(settings.GetProperty(name));

    private static ImageSize Size(JsonElement sides) => new(sides[0].GetInt32(), sides[1].GetInt32());
}
