using LanguageExt;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// What an auxiliary head has found positive, as further queries of the decoder (Co-DETR §3.3): a run that no other
/// query sees. The
/// content of such a query comes from its box; where queries have positions of their own, so does its position, and the
/// content gets the
/// memory at that place besides.
/// </summary>
internal sealed class PositiveQueries
{
    private const int Fewest = 9;               // queries of an image, as the official code has it
    private const double PlaceEpsilon = 1e-5;

    private readonly int width;
    private readonly bool positioned;
    private readonly QueryGroup run;
    private readonly Linear projection;
    private readonly LayerNorm norm;
    private readonly Linear? featureProjection;
    private readonly LayerNorm? featureNorm;
    private readonly Parameter? headPosition;

    /// <summary>
    /// <c>transformer.aux_pos_trans.i</c> and its norm; where queries have positions,
    /// <c>transformer.pos_feats_trans.i</c> and its norm, and
    /// <c>transformer.head_pos_embed.i</c>, one number, where a vector was meant.
    /// </summary>
    /// <param name="owner">The module that holds the names, for head <paramref name="index"/> of all.</param>
    /// <param name="width">Channels of a query; even.</param>
    /// <param name="positioned">Whether queries have positions of their own.</param>
    /// <param name="run">The branch, and the most queries of an image.</param>
    /// <param name="index">Which of the heads.</param>
    public PositiveQueries(Module owner, int width, bool positioned, QueryGroup run, int index)
    {
        (this.width, this.positioned, this.run) = (width, positioned, run);
        var outputs = positioned ? 2 * width : width;
        projection = owner.Place($"transformer.aux_pos_trans.{index}", Linear(2 * width, outputs)).XavierWeight();
        norm = owner.Place($"transformer.aux_pos_trans_norm.{index}", LayerNorm(outputs));
        if (!positioned) return;
        featureProjection = owner.Place($"transformer.pos_feats_trans.{index}", Linear(width, width)).XavierWeight();
        featureNorm = owner.Place($"transformer.pos_feats_norm.{index}", LayerNorm(width));
        headPosition = owner.Place($"transformer.head_pos_embed.{index}", new HeadPosition()).Value;
    }

    /// <summary>
    /// The queries with a head's positives after them, image by image the first of <paramref name="shuffle"/>d ones,
    /// filled up with background.
    /// </summary>
    /// <param name="queries">The queries.</param>
    /// <param name="boxes">[B, M, 4], corners in pixels: what may become a query; a constant.</param>
    /// <param name="targets">[B, M], int64: target, or below 0.</param>
    /// <param name="features">[B, M, width]: the memory at each.</param>
    /// <param name="sizes">[B, 4], width, height, width, height of the images.</param>
    /// <param name="shuffle">A permutation of so many.</param>
    /// <returns>The queries, and [B, P], int64: the target of each further one, or −1.</returns>
    public (SelectedQueries Queries, Tensor Targets) After(
        SelectedQueries queries, Tensor boxes, Tensor targets, Tensor features, Tensor sizes,
        Func<long, Tensor> shuffle)
    {
        using var scope = NewDisposeScope();
        var chosen = Chosen(targets, shuffle);
        var places = BoxConversion.ToCxcywh(new XyxyBoxes(boxes)).Values / sizes.unsqueeze(1);
        var references = places.gather(1, chosen.unsqueeze(-1).expand(-1, -1, 4)).detach();
        var embedded = norm.call(
            projection.call(SineEmbedding.OfProposals(Logit.Of(references, PlaceEpsilon).sigmoid(), width / 2)));
        var content = positioned ? embedded.narrow(-1, width, width) + featureNorm!.call(featureProjection!.call(
            features.gather(1, chosen.unsqueeze(-1).expand(-1, -1, width)))) : embedded;
        var positions = positioned ? embedded.narrow(-1, 0, width) + headPosition! : Option<Tensor>.None;
        var further = run with { Count = (int)chosen.shape[1] };
        var extended = new SelectedQueries(
            cat([queries.Content, content], 1), cat([queries.References, references], 1),
            from own in positions from before in queries.Positions select cat([before, own], 1),
            queries.Groups.Add(further),
            queries.Unseen.Map(nobody => functional.pad(nobody, [0, further.Count], value: 0)));
        return (extended.MoveToOuterDisposeScope(), targets.gather(1, chosen).clamp_min(-1).MoveToOuterDisposeScope());
    }

    // [B, P]: as many of each image as the image with most positives has, at least 9.
    private Tensor Chosen(Tensor targets, Func<long, Tensor> shuffle)
    {
        var (images, all) = (targets.shape[0], targets.shape[1]);
        var positives = Enumerable.Range(0, (int)images)
            .Select(image => targets[image].ge(0).nonzero().squeeze(-1)).ToArray();
        var count = Math.Min(all, Math.Max(Fewest, Math.Min(run.Count, positives.Max(found => found.shape[0]))));
        return stack([.. positives.Select((found, image) => found.shape[0] >= count
            ? found.shape[0] == count ? found : First(found, count)
            : cat([found, First(targets[image].lt(0).nonzero().squeeze(-1), count - found.shape[0])], 0))]);

        Tensor First(Tensor indices, long wanted) =>
            indices.index_select(0, shuffle(indices.shape[0]).narrow(0, 0, wanted).to(indices.device));
    }

    private sealed class HeadPosition : NamedModule
    {
        [ComponentName(Name = "weight")] public readonly Parameter Value;

        public HeadPosition() : base(nameof(HeadPosition)) =>
            Value = this.Learn("weight", empty(1).uniform_(-Math.Sqrt(2), Math.Sqrt(2)));
    }
}
