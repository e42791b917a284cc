using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// The logits of a branch split into positives, (query, class) pairs with a target, and negatives, all the others.
/// </summary>
/// <param name="Positives">[L, K].</param>
/// <param name="Negatives">[L, B·Q·C]; positives are replaced by a logit whose loss and gradient are exactly 0.</param>
internal readonly record struct ClassEntries(Tensor Positives, Tensor Negatives)
{
    /// <summary>
    /// A logit that pays nothing as a negative: its sigmoid is exactly 0 in single and in double precision.
    /// </summary>
    public const double Silent = -1e4;

    /// <summary>Splits logits [L, B, Q, C], in at least single precision; differentiable.</summary>
    public static ClassEntries Of(Tensor logits, MatchedPairs pairs, Tensor labels)
    {
        var flat = Widened.Of(logits).flatten(1);
        var places = Places(logits, pairs, labels);
        return new(flat.gather(1, places),
            flat.scatter(1, places, full(places.shape, Silent, flat.dtype, flat.device)));
    }

    /// <summary>The positives alone, [L, K].</summary>
    public static Tensor PositivesOf(Tensor logits, MatchedPairs pairs, Tensor labels) =>
        Widened.Of(logits.flatten(1).gather(1, Places(logits, pairs, labels)));

    private static Tensor Places(Tensor logits, MatchedPairs pairs, Tensor labels) =>
        pairs.Slots * logits.shape[3] + labels.index(TensorIndex.Tensor(pairs.Targets));
}
