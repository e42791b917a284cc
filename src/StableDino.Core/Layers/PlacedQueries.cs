using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Detectors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Queries that do not depend on the image and begin without content of their own: what is learned of each is its place, a position or a
/// box. With patterns there is a query for each place and pattern, pattern by pattern.
/// </summary>
public sealed class PlacedQueries : Module<EncoderMemory, SelectedQueries>
{
    private readonly int width;
    private readonly ImmutableArray<QueryGroup> groups;
    private readonly Embedding places;
    private readonly bool boxed;
    private readonly Module<Tensor, Tensor>? points;
    private readonly Embedding? patterns;

    /// <summary>
    /// Positions <c>query_embed</c>, and what reads points from them: <c>reference_points</c> or <c>decoder.ref_point_head</c>; or box
    /// logits <c>anchor_box_embed</c>. Patterns <c>patterns</c>. Places and patterns are drawn from the standard normal.
    /// </summary>
    /// <param name="config">The queries.</param>
    /// <param name="width">Channels of a query.</param>
    public PlacedQueries(QueryConfig config, int width) : base(nameof(PlacedQueries))
    {
        this.width = width;
        groups = [QueryGroup.Matching(config.Count)];
        var each = (config.Content as QueryContent.Patterns)?.Count ?? 1;
        boxed = config.Reference is QueryReference.LearnedBoxes;
        places = boxed ? this.Place("anchor_box_embed", Embedding(config.Count / each, 4)) : this.Place("query_embed", Embedding(config.Count / each, width));
        patterns = config.Content is QueryContent.Patterns ? this.Place("patterns", Embedding(each, width)) : null;
        points = (config.Reference as QueryReference.LearnedPoints)?.Map switch
        {
            PointMap.Linear => this.Place("reference_points", Linear(width, 2)).Xavier(),
            PointMap.Perceptron => this.Place("decoder.ref_point_head", new MultilayerPerceptron(width, width, 2, 2)),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override SelectedQueries forward(EncoderMemory memory)
    {
        using var scope = NewDisposeScope();
        var (images, learned) = (memory.Memory.shape[0], places.weight!);
        var (count, each) = (learned.shape[0], (int)(patterns?.weight!.shape[0] ?? 1));
        Tensor ForAll(Tensor rows) => rows.unsqueeze(0).expand(images, -1, -1).MoveToOuterDisposeScope();
        Tensor ForEach(Tensor rows) => ForAll(each == 1 ? rows : rows.repeat(each, 1));

        var content = patterns is null ? zeros([count, width], learned.dtype, learned.device) : patterns.weight!.repeat_interleave(count, 0);
        var reference = boxed ? learned.sigmoid() : points is null ? zeros([count, 0], learned.dtype, learned.device) : points.call(learned).sigmoid();
        return new SelectedQueries(ForAll(content), ForEach(reference), boxed ? Option<Tensor>.None : ForEach(learned), groups);
    }

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
