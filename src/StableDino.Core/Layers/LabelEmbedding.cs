using System.Collections.Immutable;
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
/// Turns noised truths into queries and puts them before the others, group by group; in training only. Slots without a truth are seen
/// by nobody, unless <see cref="AbsentSlots.TrainedAsNegatives"/> asks for them.
/// </summary>
public sealed class LabelEmbedding : Module<SelectedQueries, Option<NoisedTruths>, SelectedQueries>
{
    private readonly int branch;
    private readonly Embedding embedding;

    /// <summary>One vector per class, <c>label_enc</c>.</summary>
    /// <param name="classes">Classes.</param>
    /// <param name="width">Channels of a query.</param>
    /// <param name="branch">Index of the denoising branch among the configuration's.</param>
    public LabelEmbedding(int classes, int width, int branch) : base(nameof(LabelEmbedding))
    {
        this.branch = branch;
        embedding = this.Place("label_enc", Embedding(classes, width));
    }

    /// <inheritdoc/>
    public override SelectedQueries forward(SelectedQueries queries, Option<NoisedTruths> noised) =>
        noised.Match(Some: truths => Prepend(truths, queries), None: () => queries);

    private SelectedQueries Prepend(NoisedTruths noised, SelectedQueries queries)
    {
        using var scope = NewDisposeScope();
        var content = embedding.call(noised.Labels.clamp_min(0)).masked_fill(noised.Padding.unsqueeze(-1), 0);
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

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
