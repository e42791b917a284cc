using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Faster R-CNN on the memory (Ren et al., NeurIPS 2015), as Co-DETR's auxiliary head: boxes proposed from anchors, the
/// memory aligned
/// inside those that are sampled, their classes and boxes. Its positives become queries. In training only; always
/// single precision.
/// </summary>
public sealed class RegionHead : NamedModule<AssistedQueries, MemoryMaps, AssistedQueries>
{
    private const int Side = 7;                 // bins of a region
    private const double AnchorPositiveShare = 0.5;

    /// <summary>The anchors of a cell.</summary>
    internal static readonly AnchorShapes Shapes = new(Ratios: [0.5f, 1f, 2f], BaseScale: 4f, ScalesPerOctave: 3);

    private static readonly ImmutableArray<float> Deviations = [0.1f, 0.1f, 0.2f, 0.2f];

    private readonly BranchConfig.RegionHead config;
    private readonly int branch;
    private readonly int classCount;
    private readonly Conv2d convolution;
    private readonly Conv2d objectness;
    private readonly Conv2d deltas;
    private readonly Linear[] hidden;
    private readonly Linear classes;
    private readonly Linear boxes;
    private readonly PositiveQueries positives;

    /// <summary>
    /// The names are the official code's, <c>rpn_head.…</c> and <c>roi_head.0.bbox_head.…</c>, and so are the starts:
    /// convolutions and classes
    /// normal with deviation 0.01, boxes with 0.001, hidden layers by Glorot's rule.
    /// </summary>
    /// <param name="config">The branch.</param>
    /// <param name="branch">Its index among the configuration's.</param>
    /// <param name="index">Which of the auxiliary heads it is.</param>
    /// <param name="width">Channels of the memory.</param>
    /// <param name="positioned">Whether queries have positions of their own.</param>
    /// <param name="classCount">Classes.</param>
    public RegionHead(BranchConfig.RegionHead config, int branch, int index, int width, bool positioned,
        int classCount) : base(nameof(RegionHead))
    {
        (this.config, this.branch, this.classCount) = (config, branch, classCount);
        var anchors = Shapes.PerCell;
        convolution = this.Place("rpn_head.rpn_conv", Conv2d(width, width, 3, padding: 1)).Normal(0.01);
        objectness = this.Place("rpn_head.rpn_cls", Conv2d(width, anchors, 1)).Normal(0.01);
        deltas = this.Place("rpn_head.rpn_reg", Conv2d(width, 4 * anchors, 1)).Normal(0.01);
        classes = this.Place("roi_head.0.bbox_head.fc_cls", Linear(config.HiddenWidth, classCount + 1)).Normal(0.01);
        boxes = this.Place("roi_head.0.bbox_head.fc_reg", Linear(config.HiddenWidth, 4 * classCount)).Normal(0.001);
        hidden =
        [
            .. Enumerable.Range(0, 2).Select(i => this.Place(
                $"roi_head.0.bbox_head.shared_fcs.{i}",
                Linear(i == 0 ? width * Side * Side : config.HiddenWidth, config.HiddenWidth)).Xavier()),
        ];
        positives = new PositiveQueries(this, width, positioned, new QueryGroup(branch, config.Queries), index);
    }

    /// <inheritdoc/>
    public override AssistedQueries forward(AssistedQueries queries, MemoryMaps maps)
    {
        if (!training) return queries;

        using var single = Autocast.Paused(maps.Maps[0].device_type);
        using var scope = NewDisposeScope();
        var device = maps.Maps[0].device;
        var targets = PixelTargets.Of(maps.Sizes, maps.Targets, device);
        var grid = AnchorGrid.Of(maps.Levels, maps.Strides, Shapes, device);
        var features = maps.Maps.Select(map => functional.relu(convolution.call(map))).ToArray();
        var objects = cat([.. features.Select(map => Flat(objectness.call(map), 1))], 1).squeeze(-1);
        var shifts = cat([.. features.Select(map => Flat(deltas.call(map), 4))], 1);
        var shuffle = maps.Shuffle(branch);
        var anchorTargets = SampledAnchors(maps, targets, grid, shuffle);
        var proposals = Proposals(maps, grid, objects.detach(), shifts.detach());
        var regions = targets.Select((own, image) => SampledRegions(own, proposals[image], shuffle)).ToArray();

        var corners = cat([.. regions.Select(region => region.Boxes)], 0);
        var images =
            cat([.. regions.Select((region, image) =>
                full(region.Boxes.shape[0], (long)image, ScalarType.Int64, device))], 0);
        // The further, coarsest map is for anchors alone.
        var aligned = RegionAlign.OfPyramid(
            [.. maps.Maps[..^1]], maps.Strides[..^1], corners, images, config.FinestSide, Side);
        var seen = hidden.Aggregate(aligned.flatten(1), (input, layer) => functional.relu(layer.call(input)));
        var located = BoxDeltas.Decode(corners.unsqueeze(1), boxes.call(seen).view(-1, classCount, 4), Deviations);

        var fewest = regions.Min(region => region.Boxes.shape[0]);
        var starts = regions.Aggregate(
            ImmutableArray.Create(0L), (at, region) => at.Add(at[^1] + region.Boxes.shape[0]));
        var means = aligned.mean([2L, 3L]);
        var (further, queryTargets) = positives.After(
            queries.Queries, stack([.. regions.Select(region => region.Boxes.narrow(0, 0, fewest))]),
            stack([.. regions.Select(region => region.Targets.narrow(0, 0, fewest))]),
            stack([.. regions.Select((_, image) => means.narrow(0, starts[image], fewest))]),
            PixelTargets.Sides(maps.Sizes, device), shuffle);
        return new AssistedQueries(further.MoveToOuterDisposeScope(), queries.Heads.Add(new HeadPredictions.OfRegions(
            branch, maps.Sizes, queryTargets.MoveToOuterDisposeScope(), grid.MoveToOuterDisposeScope(),
            anchorTargets.MoveToOuterDisposeScope(), objects.MoveToOuterDisposeScope(),
            shifts.MoveToOuterDisposeScope(),
            cat([.. regions.Select(region => region.Targets)], 0).MoveToOuterDisposeScope(),
            classes.call(seen).MoveToOuterDisposeScope(),
            located.MoveToOuterDisposeScope())));
    }

    // [B, A]: the target of each sampled anchor; −2 for the others.
    private Tensor SampledAnchors(
        MemoryMaps maps, ImmutableArray<PixelTargets> targets, Tensor grid, Func<long, Tensor> shuffle)
    {
        var inside = AnchorGrid.Inside(maps.Levels, maps.Strides, Shapes, maps.Sizes, grid.device);
        return stack([.. targets.Select((own, image) =>
        {
            var here = inside[image].nonzero().squeeze(-1);
            var assigned = ThresholdAssignment.Of(
                grid.index_select(0, here), own.Boxes, low: 0.3, high: 0.7, leastBest: 0.3);
            var (positive, negative) = BalancedSample.Of(assigned, config.AnchorSamples, AnchorPositiveShare, shuffle);
            var sampled = cat([positive, negative], 0);
            return full(grid.shape[0], -2L, ScalarType.Int64, grid.device)
                .scatter(0, here.index_select(0, sampled), own.InBatch(assigned.index_select(0, sampled)));
        })]);
    }

    // The best boxes of every image, clipped to it: of each level so many, then those that no better one of their level
    // covers.
    private ImmutableArray<Tensor> Proposals(MemoryMaps maps, Tensor grid, Tensor objects, Tensor shifts)
    {
        var decoded = BoxDeltas.Decode(grid.unsqueeze(0), shifts, BoxDeltas.UnitDeviations);
        return [.. maps.Sizes.Select((size, image) =>
        {
            var best = maps.Levels.Select((level, number) =>
            {
                var (start, count) =
                    ((long)level.Start * Shapes.PerCell, (long)level.Height * level.Width * Shapes.PerCell);
                var ranked = objects[image].narrow(0, start, count)
                    .sort(descending: true, stable: true).Indices.narrow(0, 0, Math.Min(count, config.Candidates));
                return (Indices: ranked + start, Level: number);
            }).ToArray();
            var indices = cat([.. best.Select(level => level.Indices)], 0);
            var candidates = decoded[image].index_select(0, indices);
            var clipped = stack(
                [.. candidates.unbind(-1).Select((side, i) => side.clamp(0, i % 2 == 0 ? size.Width : size.Height))],
                -1);
            var real = (clipped.narrow(1, 2, 2) - clipped.narrow(1, 0, 2)).gt(0).all(1).nonzero().squeeze(-1);
            var levels = best.SelectMany(level => Enumerable.Repeat(level.Level, (int)level.Indices.shape[0]))
                .ToArray();
            var (boxes, scores) =
                (clipped.index_select(0, real), objects[image].index_select(0, indices.index_select(0, real)));
            int[] kinds = [.. real.cpu().data<long>().Select(at => levels[at])];
            var kept = NonMaximumSuppression.KeepPerClass(
                boxes.cpu().contiguous().data<float>().ToArray(), scores.cpu().contiguous().data<float>().ToArray(),
                kinds, config.ProposalIou);
            return boxes.index_select(
                0, tensor(kept.Take(config.Proposals).Select(at => (long)at).ToArray(), device: grid.device));
        })];
    }

    // The targets themselves are regions, too, and come first; of what is sampled the positives do.
    private (Tensor Boxes, Tensor Targets) SampledRegions(
        PixelTargets own, Tensor proposals, Func<long, Tensor> shuffle)
    {
        var all = cat([own.Boxes, proposals], 0);
        var assigned = cat(
            [arange(own.Boxes.shape[0], ScalarType.Int64, all.device),
                ThresholdAssignment.Of(proposals, own.Boxes, low: 0.5, high: 0.5)], 0);
        var (positive, negative) = BalancedSample.Of(assigned, config.Samples, config.PositiveShare, shuffle);
        var sampled = cat([positive, negative], 0);
        return (all.index_select(0, sampled), own.InBatch(assigned.index_select(0, sampled)));
    }

    // [B, anchors·k, H, W] to [B, H·W·anchors, k].
    private static Tensor Flat(Tensor map, int each) => map.permute(0, 2, 3, 1).flatten(1).unflatten(1, -1, each);
}
