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
/// Turns noised targets into queries and puts them before the others, group by group; in training only. Slots without a
/// target are seen
/// by nobody, unless <see cref="AbsentSlots.TrainedAsNegatives"/> asks for them. Indicated queries have a last channel
/// of 1.
/// </summary>
public sealed partial class LabelEmbedding : NamedModule<SelectedQueries, Option<NoisedTargets>, SelectedQueries>
{
    private readonly int branch;
    private readonly bool indicated;
    private readonly bool names;
    private readonly Embedding embedding;

    /// <summary>
    /// One vector per class, <c>label_enc</c>; indicated, one for an unknown class, too, all a channel narrower,
    /// <c>denoising_generator.label_encoder</c>.
    /// </summary>
    /// <param name="classes">Classes.</param>
    /// <param name="width">Channels of a query.</param>
    /// <param name="branch">Index of the denoising branch among the configuration's.</param>
    /// <param name="indicated">Whether the last channel marks a denoising query.</param>
    /// <param name="names">Whether the other queries hold the unknown class: an embedding that needs the
    /// indicator.</param>
    public LabelEmbedding(int classes, int width, int branch, bool indicated = false, bool names = false) : base(
        nameof(LabelEmbedding))
    {
        (this.branch, this.indicated, this.names) = (branch, indicated, names);
        embedding = indicated
            ? this.Place("denoising_generator.label_encoder", Embedding(classes + 1, width - 1))
            : this.Place("label_enc", Embedding(classes, width));
    }

    /// <inheritdoc/>
    public override SelectedQueries forward(SelectedQueries queries, Option<NoisedTargets> noised) =>
        noised.Filter(targets => targets.Count > 0)
            .Match(Some: targets => Prepend(targets, Named(queries)), None: () => Named(queries));

    private SelectedQueries Named(SelectedQueries queries) => !names ? queries : queries with
    {
        Content = Foundation.Scoped.Run(() =>
            functional.pad(embedding.weight!.narrow(0, -1, 1), [0, 1]).expand(queries.Content.shape)),
    };

    private SelectedQueries Prepend(NoisedTargets noised, SelectedQueries queries)
    {
        using var scope = NewDisposeScope();
        var labels = embedding.call(noised.Labels.clamp_min(0));
        var content = (indicated ? functional.pad(labels, [0, 1], value: 1) : labels).masked_fill(
            noised.Padding.unsqueeze(-1), 0);
        return queries with
        {
            Content = cat([content, queries.Content], 1).MoveToOuterDisposeScope(),
            References = cat([noised.Boxes.sigmoid(), queries.References], 1).MoveToOuterDisposeScope(),
            Groups = queries.Groups.Insert(0, new QueryGroup(branch, noised.Count, noised.Groups, SeesMatching: true)),
            Unseen = noised.Absent == AbsentSlots.TrainedAsNegatives
                ? Option<Tensor>.None
                : functional.pad(noised.Padding, [0, queries.Content.shape[1]], value: 0).MoveToOuterDisposeScope(),
        };
    }
}
