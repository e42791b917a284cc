using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>What query selection hands over: the decoder's queries and the proposals they were selected from.</summary>
/// <param name="Queries">Best proposal first; matching queries before those of further branches.</param>
/// <param name="Proposals">The proposals that contribute to the loss as a single layer, not detached: see
/// <see cref="DetectorOutput.Proposals"/>.</param>
/// <param name="Tokens">[B, Q, width]: the tokens they were predicted from, not detached.</param>
public sealed record ProposedQueries(SelectedQueries Queries, Predictions Proposals, Tensor Tokens);
