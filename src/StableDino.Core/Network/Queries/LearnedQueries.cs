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
/// Queries that do not depend on the image: learned content, and learned points or boxes to start from.
/// </summary>
public sealed partial class LearnedQueries : NamedModule<EncoderMemory, SelectedQueries>
{
    private readonly ImmutableArray<QueryGroup> groups;
    private readonly Embedding content;
    private readonly Embedding? boxes;
    private readonly Linear? points;
    private readonly bool indicated;

    /// <summary>
    /// Points: positions and contents side by side, <c>query_embedding</c>, and the map from positions to points,
    /// <c>reference_points</c>.
    /// Boxes: contents <c>tgt_embed</c>, box logits <c>refpoint_embed</c>.
    /// </summary>
    /// <param name="config">The queries; their content is learned.</param>
    /// <param name="width">Channels of a query.</param>
    /// <param name="indicated">Whether the last channel, 0 here, marks a query that is not denoising.</param>
    /// <param name="further">Queries of further groups, in training only.</param>
    public LearnedQueries(QueryConfig config, int width, bool indicated = false, QueryGroup? further = null) : base(
        nameof(LearnedQueries))
    {
        this.indicated = indicated;
        groups = GroupedQueries.Of(config.Count, further);
        var count = config.Count * groups.Times();
        if (config.Reference is QueryReference.LearnedPoints)
        {
            content = this.Place("query_embedding", Embedding(count, 2 * width));
            points = this.Place("reference_points", Linear(width, 2)).Xavier();
        }
        else
        {
            content = this.Place("tgt_embed", Embedding(count, indicated ? width - 1 : width));
            boxes = this.Place("refpoint_embed", Embedding(count, 4));
        }
    }

    /// <inheritdoc/>
    public override SelectedQueries forward(EncoderMemory memory) => For(memory.Memory.shape[0]);

    private SelectedQueries For(long images)
    {
        using var scope = NewDisposeScope();
        var here = groups.Here(training);
        Tensor Rows(Embedding table) => table.weight!.narrow(0, 0, here.Sum(group => group.Count));
        Tensor ForAll(Tensor rows) =>
            rows.unsqueeze(0).expand(images, -1, -1).MoveToOuterDisposeScope();

        if (points is null)
            return new SelectedQueries(ForAll(indicated ? functional.pad(Rows(content), [0, 1]) : Rows(content)),
                ForAll(Rows(boxes!).sigmoid()), Option<Tensor>.None, here);

        var halves = Rows(content).chunk(2, -1);
        return new SelectedQueries(
            ForAll(halves[1]), ForAll(points.call(halves[0]).sigmoid()), ForAll(halves[0]), here);
    }
}
