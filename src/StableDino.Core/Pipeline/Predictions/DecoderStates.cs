using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>Queries after each decoder layer.</summary>
/// <param name="States">[L, B, Q, width], as the predictors see them.</param>
/// <param name="References">
/// For each layer [B, Q, 2], [B, Q, 4] or, for none, [B, Q, 0]: the point or box that its prediction is relative to;
/// with masked attention the
/// box that its mask fills.
/// </param>
/// <param name="Groups">The branches' queries in order.</param>
public sealed record DecoderStates(Tensor States, ImmutableArray<Tensor> References, ImmutableArray<QueryGroup> Groups);
