using LanguageExt;
using StableDino.Configuration;
using StableDino.Detectors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Two-stage query selection (DINO §3.4): every memory token proposes a class and a box; the best by highest class logit, in falling
/// order, become the decoder's initial references, detached. A pyramid with fewer tokens than queries gives as many queries as tokens.
/// </summary>
public sealed class TwoStageSelection : Module<EncoderMemory, PredictionHeads, ProposedQueries>
{
    private readonly int queries;
    private readonly Embedding? content;
    private readonly Linear projection;
    private readonly LayerNorm norm;

    /// <summary>Learned content <c>tgt_embed</c> by rank (unless tokens serve), and the proposals' <c>enc_output</c> and <c>enc_output_norm</c>.</summary>
    /// <param name="config">The selection.</param>
    /// <param name="width">Channels of a token and a query.</param>
    public TwoStageSelection(QuerySelectionConfig.TwoStage config, int width) : base(nameof(TwoStageSelection))
    {
        queries = config.Queries;
        content = config.Content == QueryContent.Learned ? this.Place("tgt_embed", Embedding(config.Queries, width)) : null;
        if (content is not null) init.xavier_uniform_(content.weight!);
        projection = this.Place("enc_output", Linear(width, width)).XavierWeight();
        norm = this.Place("enc_output_norm", LayerNorm(width));
    }

    /// <inheritdoc/>
    public override ProposedQueries forward(EncoderMemory memory, PredictionHeads heads)
    {
        using var scope = NewDisposeScope();
        var (starts, usable) = EncoderProposals.Of(memory.Tokens);
        var chosen = Best(memory, usable, heads).unsqueeze(-1);                                  // [B, K, 1]

        // Only what was chosen needs a gradient, so only that is projected with one.
        var tokens = Project(Gather(memory.Memory, chosen), usable.gather(1, chosen));
        var logits = heads.ClassifyProposals(tokens);
        var boxes = heads.LocateProposals(tokens, Gather(starts, chosen));

        var start = content is null
            ? tokens.detach()
            : content.weight!.narrow(0, 0, chosen.shape[1]).unsqueeze(0).expand(chosen.shape[0], -1, -1);
        return new ProposedQueries(
            new SelectedQueries(
                start.MoveToOuterDisposeScope(), boxes.detach().MoveToOuterDisposeScope(), Option<Tensor>.None, DenoisingCount: 0),
            new Predictions(logits.unsqueeze(0).MoveToOuterDisposeScope(), boxes.unsqueeze(0).MoveToOuterDisposeScope()));
    }

    /// <summary>
    /// Indices [B, K] of the tokens with the highest class logit, best first. Padding comes last, where the official code lets it rank
    /// by the score all unusable tokens share: so more padding changes nothing. It never ranks among the best in the recorded data.
    /// </summary>
    internal Tensor Best(EncoderMemory memory, Tensor usable, PredictionHeads heads) => Numerics.Scoped.Run(() =>
    {
        using var silent = no_grad();
        var scores = heads.ClassifyProposals(Project(memory.Memory, usable)).amax([-1]).masked_fill(memory.Tokens.Padding, float.NegativeInfinity);
        return scores.topk((int)Math.Min(queries, scores.shape[1]), dim: 1).indexes;
    });

    /// <summary>Tokens [B, N, width] as the proposals' heads see them; unusable ones [B, N, 1] are zeroed first and so become alike.</summary>
    internal Tensor Project(Tensor tokens, Tensor usable) =>
        Numerics.Scoped.Run(() => norm.call(projection.call(tokens.masked_fill(usable.logical_not(), 0))));

    private static Tensor Gather(Tensor from, Tensor indices) => from.gather(1, indices.expand(-1, -1, from.shape[2]));

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
