using LanguageExt;
using StableDino.Configuration;
using StableDino.Denoising;
using StableDino.Detectors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Turns noised truths into queries and puts them before the matching ones, with the mask that keeps truths from leaking: nobody
/// outside a group sees the group; denoising queries see the matching ones; slots without a truth are seen by nobody, unless
/// <see cref="AbsentSlots.TrainedAsNegatives"/> asks for them.
/// </summary>
public sealed class LabelEmbedding : Module<SelectedQueries, Option<NoisedTruths>, SelectedQueries>
{
    private readonly Embedding embedding;

    /// <summary>One vector per class, <c>label_enc</c>.</summary>
    /// <param name="classes">Classes.</param>
    /// <param name="width">Channels of a query.</param>
    public LabelEmbedding(int classes, int width) : base(nameof(LabelEmbedding)) =>
        embedding = this.Place("label_enc", Embedding(classes, width));

    /// <inheritdoc/>
    public override SelectedQueries forward(SelectedQueries queries, Option<NoisedTruths> noised) =>
        noised.Match(Some: truths => Prepend(truths, queries), None: () => queries);

    private SelectedQueries Prepend(NoisedTruths noised, SelectedQueries queries)
    {
        using var scope = NewDisposeScope();
        var absent = noised.Padding.unsqueeze(-1);
        var content = embedding.call(noised.Labels.clamp_min(0)).masked_fill(absent, 0);
        return new SelectedQueries(
            cat([content, queries.Content], 1).MoveToOuterDisposeScope(),
            cat([noised.Boxes.sigmoid(), queries.References], 1).MoveToOuterDisposeScope(),
            Mask(noised, (int)queries.Content.shape[1]).MoveToOuterDisposeScope(),
            noised.Count);
    }

    /// <summary>
    /// [Q, Q], bool, Q denoising and matching queries: true where the column is a denoising query of another group than the row;
    /// [B, 1, Q, Q], true also where the column is a slot without a truth, if such are unseen.
    /// </summary>
    internal static Tensor Mask(NoisedTruths noised, int matching) => Numerics.Scoped.Run(() =>
    {
        const int none = -1;
        var device = noised.Labels.device;
        var groups = cat([
            arange(noised.Groups, device: device).repeat_interleave(noised.GroupSize),
            full(matching, none, ScalarType.Int64, device)]);
        var (row, column) = (groups.unsqueeze(1), groups.unsqueeze(0));
        var foreign = row.ne(column).logical_and(column.ne(none));
        if (noised.Absent == AbsentSlots.TrainedAsNegatives) return foreign;

        var absent = nn.functional.pad(noised.Padding, [0, matching], value: 0);                     // [B, Q]
        return foreign.logical_or(absent.unsqueeze(1).unsqueeze(1));
    });

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
