using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Queries that do not depend on the image and begin without content of their own: what is learned of each is its
/// place, a position or a
/// box. With patterns there is a query for each place and pattern, pattern by pattern. Groups have places of their own
/// and share patterns.
/// Mask2Former's have a content, learned of each beside its position.
/// </summary>
public sealed partial class PlacedQueries : NamedModule<EncoderMemory, SelectedQueries>
{
    private readonly int width;
    private readonly ImmutableArray<QueryGroup> groups;
    private readonly Embedding places;
    private readonly bool boxed;
    private readonly Module<Tensor, Tensor>? points;
    private readonly Embedding? patterns;
    private readonly Embedding? contents;

    /// <summary>
    /// Positions <c>query_embed</c>, and what reads points from them: <c>reference_points</c> or
    /// <c>decoder.ref_point_head</c>; or box
    /// logits <c>anchor_box_embed</c>. Patterns <c>patterns</c>; contents <c>query_feat</c>. All are drawn from the
    /// standard normal.
    /// </summary>
    /// <param name="config">The queries.</param>
    /// <param name="width">Channels of a query.</param>
    /// <param name="further">Queries of further groups, in training only.</param>
    public PlacedQueries(QueryConfig config, int width, QueryGroup? further = null) : base(nameof(PlacedQueries))
    {
        this.width = width;
        groups = GroupedQueries.Of(config.Count, further);
        var each = (config.Content as QueryContent.Patterns)?.Count ?? 1;
        var count = config.Count / each * groups.Times();
        boxed = config.Reference is QueryReference.LearnedBoxes;
        places = boxed
            ? this.Place("anchor_box_embed", Embedding(count, 4))
            : this.Place("query_embed", Embedding(count, width));
        patterns = config.Content is QueryContent.Patterns ? this.Place("patterns", Embedding(each, width)) : null;
        contents = config.Content is QueryContent.Learned ? this.Place("query_feat", Embedding(count, width)) : null;
        points = (config.Reference as QueryReference.LearnedPoints)?.Map switch
        {
            PointMap.Linear => this.Place("reference_points", Linear(width, 2)).Xavier(),
            PointMap.Mlp => this.Place("decoder.ref_point_head", new Mlp(width, width, 2, 2)),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override SelectedQueries forward(EncoderMemory memory) => For(memory.Memory.shape[0]);

    private SelectedQueries For(long images)
    {
        using var scope = NewDisposeScope();
        var here = groups.Here(training);
        var (each, times) = ((int)(patterns?.weight!.shape[0] ?? 1), here.Times());
        var learned = places.weight!.narrow(0, 0, here[0].Count / each * times);
        var count = learned.shape[0];
        Tensor ForAll(Tensor rows) => rows.unsqueeze(0).expand(images, -1, -1).MoveToOuterDisposeScope();
        Tensor ForEach(Tensor rows) => ForAll(each == 1 ? rows : GroupedQueries.AtEachPattern(rows, times, each));

        var content = contents is not null ? contents.weight!.narrow(0, 0, count)
            : patterns is null ? zeros([count, width], learned.dtype, learned.device)
            : GroupedQueries.AtEachPlace(patterns.weight!, times, count / times);
        var reference = boxed ? learned.sigmoid() : points is null
            ? zeros([count, 0], learned.dtype, learned.device)
            : points.call(learned).sigmoid();
        return new SelectedQueries(
            ForAll(content), ForEach(reference), boxed ? Option<Tensor>.None : ForEach(learned), here);
    }
}
