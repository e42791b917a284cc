using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Queries of anchor points (Anchor-DETR, §3.2): one for each learned pattern at each learned point, pattern by
/// pattern. A query's position is
/// the code of its point; beside it stand those of its column and its row. Groups have points of their own and share
/// patterns.
/// </summary>
public sealed partial class AnchorQueries : NamedModule<EncoderMemory, SelectedQueries>
{
    private readonly int width;
    private readonly ImmutableArray<QueryGroup> groups;
    private readonly PlaceEmbedding axis;
    private readonly PlaceEmbedding plane;
    private readonly Embedding points;
    private readonly Embedding patterns;

    /// <summary>
    /// Points <c>position</c>, drawn evenly from the unit square; contents <c>pattern</c>; what makes positions of
    /// points, <c>adapt_pos2d</c>.
    /// </summary>
    /// <param name="config">The queries; their content is patterns.</param>
    /// <param name="width">Channels of a query; divisible by 4.</param>
    /// <param name="axis">What makes positions of coordinates; the tokens' stage owns it.</param>
    /// <param name="further">Queries of further groups, in training only.</param>
    public AnchorQueries(QueryConfig config, int width, PlaceEmbedding axis, QueryGroup? further = null) : base(
        nameof(AnchorQueries))
    {
        (this.width, this.axis) = (width, axis);
        groups = GroupedQueries.Of(config.Count, further);
        var each = ((QueryContent.Patterns)config.Content).Count;
        patterns = this.Place("pattern", Embedding(each, width));
        points = this.Place("position", Embedding(config.Count / each * groups.Times(), 2));
        init.uniform_(points.weight!, 0, 1);
        plane = this.Place("adapt_pos2d", new PlaceEmbedding(width));
    }

    /// <inheritdoc/>
    public override SelectedQueries forward(EncoderMemory memory) => For(memory.Memory.shape[0]);

    private SelectedQueries For(long images)
    {
        using var scope = NewDisposeScope();
        var here = groups.Here(training);
        var (each, times) = ((int)patterns.weight!.shape[0], here.Times());
        var learned = points.weight!.narrow(0, 0, here[0].Count / each * times);
        Tensor ForAll(Tensor rows) => rows.unsqueeze(0).expand(images, -1, -1).MoveToOuterDisposeScope();
        Tensor ForEach(Tensor rows) => ForAll(GroupedQueries.AtEachPattern(rows, times, each));

        var codes = learned.unbind(-1).Select(coordinate => axis.call(SineEmbedding.OfCoordinates(coordinate, width)));
        var positions = cat([plane.call(SineEmbedding.OfReferences(learned, width / 2)), .. codes], -1);
        return new SelectedQueries(
            ForAll(GroupedQueries.AtEachPlace(patterns.weight!, times, learned.shape[0] / times)), ForEach(learned),
            Option<Tensor>.Some(ForEach(positions)), here);
    }
}
