using System.Collections.Immutable;
using LanguageExt;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>Everything a detector predicts for a batch.</summary>
/// <param name="Layers">Matching queries after each decoder layer, first to last.</param>
/// <param name="Proposals">
/// The encoder's proposals as a single layer: those selected, rank for rank the queries of <paramref name="Layers"/>,
/// or those of all
/// tokens where the configuration's proposals are class-agnostic.
/// </param>
/// <param name="Branches">What the further branches' queries predict after each decoder layer; only in
/// training.</param>
public record DetectorOutput(
    Predictions Layers, Option<Predictions> Proposals, ImmutableArray<BranchPredictions> Branches)
{
    /// <summary>What auxiliary heads predict; only in training, and in single precision always.</summary>
    public ImmutableArray<HeadPredictions> Heads { get; init; } = [];

    /// <summary>The same with every tensor mapped but those of the auxiliary heads.</summary>
    public virtual DetectorOutput Map(Func<Tensor, Tensor> map)
    {
        Predictions Both(Predictions predictions) =>
            new(map(predictions.Logits), map(predictions.Boxes), predictions.Starts.Map(map));
        return new(Both(Layers), Proposals.Map(Both),
            [.. Branches.Select(branch => branch with { Predictions = Both(branch.Predictions) })]) { Heads = Heads };
    }
}
