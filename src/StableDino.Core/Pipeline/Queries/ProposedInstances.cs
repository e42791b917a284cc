using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>Selected proposals with their masks.</summary>
/// <param name="Queries">The decoder's queries; their references may be the masks' tight boxes.</param>
/// <param name="Proposals">The proposals' classes and boxes, [1, B, Q, …], not detached.</param>
/// <param name="Masks">[1, B, Q, D]: their mask embeddings, not detached.</param>
public sealed record ProposedInstances(SelectedQueries Queries, Predictions Proposals, Tensor Masks);
