using System.Collections.Immutable;
using LanguageExt;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// What one part of the output contributes to the loss: weighted class, L1 and GIoU terms of its layers, and those of
/// its masks.
/// </summary>
/// <param name="Branch">Index into the configuration's branches, <see cref="Pipeline.QueryGroup.MatchingBranch"/>, or
/// <see cref="LossBranch.Candidates"/>.</param>
/// <param name="Weighted">[layers, 3 or 5].</param>
/// <param name="Names">Official names, row by row.</param>
/// <param name="Assignments">The matching behind it; none where queries know their targets.</param>
internal sealed record LossTerms(
    int Branch, Tensor Weighted, ImmutableArray<string> Names, Option<Assignments> Assignments);
