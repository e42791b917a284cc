using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LanguageExt;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>What one evaluation of the criterion found. Owns its two tensors.</summary>
/// <param name="Total">Scalar: the loss to minimise, with its graph.</param>
/// <param name="Weighted">[T]: the weighted terms, detached; their sum is the total.</param>
/// <param name="Names">Official name of each term: last layer, earlier layers, proposals, denoising.</param>
/// <param name="Assignments">The matching: the encoder's selected proposals first, if they pay, then the decoder layers
/// in order.</param>
/// <param name="Candidates">The matching of all tokens' proposals, a single layer, where proposals are
/// class-agnostic.</param>
/// <param name="Branches">The matchings of further branches that have one.</param>
public sealed record LossReport(
    Tensor Total, Tensor Weighted, ImmutableArray<string> Names, Assignments Assignments,
    Option<Assignments> Candidates,
    ImmutableArray<BranchAssignments> Branches) : IDisposable
{
    /// <summary>
    /// Targets that changed their query between consecutive layers; one count per decoder layer if selected proposals
    /// pay. Class-agnostic
    /// proposals are not compared: they are tokens, not queries.
    /// </summary>
    public ImmutableArray<StabilityCount> Stability => StabilityScore.Count(Assignments);

    /// <summary>
    /// The unstable score in percent (§2.4.3), one number per decoder layer if selected proposals pay, else one fewer.
    /// </summary>
    public ImmutableArray<double> UnstablePercent => StabilityScore.Unstable(Assignments);

    /// <summary>
    /// Reads the terms from the device: one copy, and a wait for it. Call it when they are shown, not every step.
    /// </summary>
    public ImmutableArray<LossTerm> Terms()
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, double>(Weighted.to(ScalarType.Float64).cpu().bytes);
        var terms = ImmutableArray.CreateBuilder<LossTerm>(Names.Length);
        for (var i = 0; i < Names.Length; i++) terms.Add(new(Names[i], values[i]));
        return terms.MoveToImmutable();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Total.Dispose();
        Weighted.Dispose();
    }
}
