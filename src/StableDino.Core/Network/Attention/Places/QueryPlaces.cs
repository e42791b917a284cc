using LanguageExt;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>Where the queries of one decoder layer are.</summary>
/// <param name="Positions">[B, Q, width]: added to the content, or projected beside it.</param>
/// <param name="Sines">
/// [B, Q, width]: what cross-attention compares with the tokens' positions, where that is something else; [B, Q,
/// 2·width] by row and column.
/// </param>
public sealed record QueryPlaces(Tensor Positions, Option<Tensor> Sines = default);
