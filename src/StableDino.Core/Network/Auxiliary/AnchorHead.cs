using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// ATSS on the memory (Zhang et al., CVPR 2020), as Co-DETR's auxiliary head: of each cell's only anchor its class, its
/// box and how
/// well it is centred in its target. Its positives become queries. In training only; always single precision.
/// </summary>
public sealed class AnchorHead : NamedModule<AssistedQueries, MemoryMaps, AssistedQueries>
{
    private static readonly AnchorShapes Shapes = new(Ratios: [1f]);
    private static readonly ImmutableArray<float> Deviations = [0.1f, 0.1f, 0.2f, 0.2f];

    private readonly int branch;
    private readonly int candidates;
    private readonly Module<Tensor, Tensor>[] classTower;
    private readonly Module<Tensor, Tensor>[] boxTower;
    private readonly Conv2d classes;
    private readonly Conv2d boxes;
    private readonly Conv2d centredness;
    private readonly LevelScale[] scales;
    private readonly PositiveQueries positives;

    /// <summary>
    /// The names are the official code's, <c>bbox_head.0.…</c>; weights start normal with deviation 0.01, classes at a
    /// probability of 0.01.
    /// </summary>
    /// <param name="config">The branch.</param>
    /// <param name="branch">Its index among the configuration's.</param>
    /// <param name="index">Which of the auxiliary heads it is.</param>
    /// <param name="width">Channels of the memory.</param>
    /// <param name="groups">Groups of its normalisations.</param>
    /// <param name="levels">Maps.</param>
    /// <param name="positioned">Whether queries have positions of their own.</param>
    /// <param name="classCount">Classes.</param>
    public AnchorHead(BranchConfig.AnchorHead config, int branch, int index, int width, int groups, int levels,
        bool positioned, int classCount) : base(nameof(AnchorHead))
    {
        (this.branch, candidates) = (branch, config.Candidates);
        classTower = [.. Tower("cls_convs")];
        boxTower = [.. Tower("reg_convs")];
        classes = Predictor("atss_cls", classCount);
        boxes = Predictor("atss_reg", 4);
        centredness = Predictor("atss_centerness", 1);
        init.constant_(classes.bias!, -Math.Log((1 - 0.01) / 0.01));
        scales =
            [.. Enumerable.Range(0, levels)
                .Select(level => this.Place($"bbox_head.0.scales.{level}", new LevelScale()))];
        positives = new PositiveQueries(this, width, positioned, new QueryGroup(branch, config.Queries), index);

        IEnumerable<Module<Tensor, Tensor>> Tower(string name) =>
            Enumerable.Range(0, config.Convolutions).Select(i => (Module<Tensor, Tensor>)this.Place(
                $"bbox_head.0.{name}.{i}", new TowerLevel(width, groups)));
        Conv2d Predictor(string name, int outputs) =>
            this.Place($"bbox_head.0.{name}", Conv2d(width, outputs, 3, padding: 1)).Normal(0.01);
    }

    /// <inheritdoc/>
    public override AssistedQueries forward(AssistedQueries queries, MemoryMaps maps)
    {
        if (!training) return queries;

        using var single = Autocast.Paused(maps.Maps[0].device_type);
        using var scope = NewDisposeScope();
        var device = maps.Maps[0].device;
        var grid = AnchorGrid.Of(maps.Levels, maps.Strides, Shapes, device);
        var targets = Assigned(maps, grid);
        var logits = cat([.. maps.Maps.Select(map => Flat(classes.call(Through(classTower, map))))], 1);
        var regressed = maps.Maps.Select(map => Through(boxTower, map)).ToArray();
        var deltas = cat([.. regressed.Select((map, level) => Flat(scales[level].call(boxes.call(map))))], 1);
        var centred = cat([.. regressed.Select(map => Flat(centredness.call(map)))], 1).squeeze(-1);
        // As the official code has it, anchors outside an image may fill up its queries, as boxes of no size.
        var places = grid.unsqueeze(0).masked_fill(targets.lt(-1).unsqueeze(-1), 0);
        var (further, queryTargets) = positives.After(
            queries.Queries, places, targets, cat([.. maps.Maps.Select(Flat)], 1),
            PixelTargets.Sides(maps.Sizes, device), maps.Shuffle(branch));
        return new AssistedQueries(further.MoveToOuterDisposeScope(), queries.Heads.Add(new HeadPredictions.OfAnchors(
            branch, maps.Sizes, queryTargets.MoveToOuterDisposeScope(), grid.MoveToOuterDisposeScope(),
            targets.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope(),
            BoxDeltas.Decode(grid.unsqueeze(0), deltas, Deviations).MoveToOuterDisposeScope(),
            centred.MoveToOuterDisposeScope())));
    }

    // [B, A]: the target of each anchor.
    private Tensor Assigned(MemoryMaps maps, Tensor grid)
    {
        var inside = AnchorGrid.Inside(maps.Levels, maps.Strides, Shapes, maps.Sizes, grid.device);
        ImmutableArray<int> perLevel = [.. maps.Levels.Select(level => level.Height * level.Width)];
        return stack([.. PixelTargets.Of(maps.Sizes, maps.Targets, grid.device).Select((targets, image) =>
            targets.InBatch(AtssAssignment.Of(grid, inside[image], perLevel, targets.Boxes, candidates)))]);
    }

    private static Tensor Through(Module<Tensor, Tensor>[] tower, Tensor map) =>
        tower.Aggregate(map, (features, level) => level.call(features));

    // [B, C, H, W] to [B, H·W, C].
    private static Tensor Flat(Tensor map) => map.flatten(2).transpose(1, 2);

    /// <summary>
    /// A 3×3 convolution without bias, <c>conv</c>, its group normalisation, <c>gn</c>, and the positive part.
    /// </summary>
    private sealed class TowerLevel : NamedModule<Tensor, Tensor>
    {
        private readonly Conv2d convolution;
        private readonly GroupNorm norm;

        public TowerLevel(int width, int groups) : base(nameof(TowerLevel))
        {
            convolution = this.Place("conv", Conv2d(width, width, 3, padding: 1, bias: false)).Normal(0.01);
            norm = this.Place("gn", GroupNorm(groups, width).Identity());
        }

        public override Tensor forward(Tensor map) =>
            Foundation.Scoped.Run(() => functional.relu(norm.call(convolution.call(map))));
    }

    /// <summary>A factor that a level's boxes are learned with, <c>scale</c>.</summary>
    private sealed class LevelScale : NamedModule<Tensor, Tensor>
    {
        [ComponentName(Name = "scale")] private readonly Parameter scale;

        public LevelScale() : base(nameof(LevelScale)) => scale = this.Learn("scale", ones([]));

        public override Tensor forward(Tensor map) => map * scale;
    }
}
