using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Two-stage query selection (Deformable DETR; DINO §3.4): every memory token proposes a class and a box; the best by
/// class logit, in
/// falling order, become the decoder's initial references, detached. A pyramid with fewer tokens than queries gives as
/// many queries as
/// tokens to the matching branch first. In evaluation the further branches get none.
/// </summary>
public sealed partial class TwoStageSelection : NamedModule<EncoderMemory, PredictionHeads, ProposedQueries>
{
    private readonly ImmutableArray<QueryGroup> groups;
    private readonly bool agnostic;
    private readonly Embedding? content;
    private readonly bool tokensAreContent;
    private readonly Linear projection;
    private readonly LayerNorm norm;
    private readonly ProposalEmbedding? embedding;
    private readonly bool levelwise;
    private readonly Linear? tokenProjection;
    private readonly LayerNorm? tokenNorm;

    /// <summary>
    /// The proposals' <c>enc_output</c> and <c>enc_output_norm</c>; by configuration the learned content of each rank,
    /// <c>tgt_embed</c>
    /// or <c>query_embedding</c>, the embedding of proposals, and what is added of tokens, <c>pix_trans</c>.
    /// </summary>
    /// <param name="config">The queries; their references are proposals.</param>
    /// <param name="groups">How the selected are shared out: matching queries first.</param>
    /// <param name="width">Channels of a token and a query.</param>
    public TwoStageSelection(QueryConfig config, ImmutableArray<QueryGroup> groups, int width) : base(
        nameof(TwoStageSelection))
    {
        this.groups = groups;
        var embedded = config.Position is QueryPosition.ProposalEmbedding;
        agnostic = config.Reference is QueryReference.Proposals { Classes: ProposalClasses.Agnostic };
        levelwise = config.Reference is QueryReference.Proposals { Selection: ProposalSelection.SuppressedPerLevel };
        tokensAreContent = config.Content is QueryContent.SelectedTokens;
        content = config.Content is QueryContent.Learned
            ? this.Place(embedded ? "query_embedding" : "tgt_embed", Embedding(groups.Sum(group => group.Count), width))
            : null;
        if (content is not null) init.xavier_uniform_(content.weight!);
        projection = this.Place("enc_output", Linear(width, width)).XavierWeight();
        norm = this.Place("enc_output_norm", LayerNorm(width));
        embedding = embedded ? new ProposalEmbedding(this, width) : null;
        if (config.Content is not QueryContent.ProposalAndToken) return;
        tokenProjection = this.Place("pix_trans", Linear(width, width)).XavierWeight();
        tokenNorm = this.Place("pix_trans_norm", LayerNorm(width));
    }

    /// <inheritdoc/>
    public override ProposedQueries forward(EncoderMemory memory, PredictionHeads heads)
    {
        // near scores decide which tokens become queries
        using var single = Autocast.Paused(memory.Memory.device_type);
        using var scope = NewDisposeScope();
        var (starts, usable) = EncoderProposals.Of(memory.Tokens);
        var shared = Shared((int)memory.Memory.shape[1]);

        // All tokens contribute to the loss where proposals are class-agnostic; else only those chosen do, and only
        // they are projected
        // with a gradient.
        var projected = agnostic ? Project(memory.Memory, usable) : null;
        // [B, K, 1]
        var chosen = Best(memory, (starts, usable), heads, shared.Sum(group => group.Count)).unsqueeze(-1);
        projected ??= Project(Gather(memory.Memory, chosen), usable.gather(1, chosen));
        var logits = heads.ClassifyProposals(projected);
        var boxes = heads.LocateProposals(projected, agnostic ? starts : Gather(starts, chosen));

        Tensor Selected(Tensor proposed) => (agnostic ? Gather(proposed, chosen) : proposed).detach();
        var references = Selected(boxes);
        var halves = embedding?.call(references).chunk(2, -1);
        var start =
            content is not null
                ? content.weight!.narrow(0, 0, chosen.shape[1]).unsqueeze(0).expand(chosen.shape[0], -1, -1)
            : tokensAreContent ? Selected(projected)
            : tokenProjection is null ? halves![1]
            : halves![1] + tokenNorm!.call(tokenProjection.call(Selected(projected)));
        return new ProposedQueries(
            new SelectedQueries(
                start.MoveToOuterDisposeScope(), references.MoveToOuterDisposeScope(),
                halves is null ? Option<Tensor>.None : halves[0].MoveToOuterDisposeScope(), shared),
            new Predictions(
                logits.unsqueeze(0).MoveToOuterDisposeScope(), boxes.unsqueeze(0).MoveToOuterDisposeScope(),
                agnostic ? starts.sigmoid().MoveToOuterDisposeScope() : Option<Tensor>.None),
            (agnostic ? Gather(projected, chosen) : projected.alias()).MoveToOuterDisposeScope());
    }

    // The groups of this pass, none larger than the tokens left to it.
    private ImmutableArray<QueryGroup> Shared(int tokens)
    {
        var (shared, left) = (ImmutableArray.CreateBuilder<QueryGroup>(), tokens);
        foreach (var group in groups.Where(group => (training || group.IsMatching) && left > 0))
        {
            shared.Add(group with { Count = Math.Min(group.Count, left) });
            left -= shared[^1].Count;
        }

        return shared.ToImmutable();
    }

    /// <summary>
    /// Indices [B, K] of the best tokens, by highest class logit or, class-agnostic, by the first, best first. Padding
    /// comes last, where
    /// the official code lets it rank by the score all unusable tokens share: so more padding changes nothing. It never
    /// ranks among the
    /// best in the recorded data. Levelwise, <see cref="LevelwiseSelection"/> chooses among them.
    /// </summary>
    internal Tensor Best(EncoderMemory memory, (Tensor Starts, Tensor Usable) proposals, PredictionHeads heads,
        int count) => Foundation.Scoped.Run(() =>
    {
        using var silent = no_grad();
        var projected = Project(memory.Memory, proposals.Usable);
        var logits = heads.ClassifyProposals(projected);
        var scores = (agnostic ? logits.select(-1, 0) : logits.amax([-1])).masked_fill(
            memory.Tokens.Padding, float.NegativeInfinity);
        return levelwise
            ? LevelwiseSelection.Of(
                scores, heads.LocateProposals(projected, proposals.Starts), memory.Tokens.Levels, count)
            : scores.topk(count, dim: 1).indexes;
    });

    /// <summary>
    /// Tokens [B, N, width] as the proposals' heads see them; unusable ones [B, N, 1] are zeroed first and so become
    /// alike.
    /// </summary>
    internal Tensor Project(Tensor tokens, Tensor usable) =>
        Foundation.Scoped.Run(() => norm.call(projection.call(tokens.masked_fill(usable.logical_not(), 0))));

    private static Tensor Gather(Tensor from, Tensor indices) => from.gather(1, indices.expand(-1, -1, from.shape[2]));
}
