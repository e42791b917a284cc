using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Detectors;

/// <summary>Everything a detector says about a batch.</summary>
/// <param name="Layers">Matching queries after each decoder layer, first to last.</param>
/// <param name="Proposals">
/// The encoder's proposals as a single layer: those selected, rank for rank the queries of <paramref name="Layers"/>, or those of all
/// tokens where the configuration's proposals are class-agnostic.
/// </param>
/// <param name="Branches">What the further branches' queries say after each decoder layer; only in training.</param>
public sealed record DetectorOutput(Predictions Layers, Option<Predictions> Proposals, ImmutableArray<BranchPredictions> Branches)
{
    /// <summary>The same with every set of predictions mapped.</summary>
    public DetectorOutput Map(Func<Predictions, Predictions> map) => new(
        map(Layers), Proposals.Map(map), [.. Branches.Select(branch => branch with { Predictions = map(branch.Predictions) })]);
}
