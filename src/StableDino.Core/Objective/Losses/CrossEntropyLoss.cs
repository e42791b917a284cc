using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Cross-entropy of softmax scores with a background class (DETR, Carion et al., ECCV 2020, Eq. 2).</summary>
public static class CrossEntropyLoss
{
    /// <summary>The loss of every layer: a mean over all its images and queries by their weights.</summary>
    /// <remarks>
    /// <code>Σ_q w_q·(−ln softmax(x_q)[t_q]) / Σ_q w_q; t = the target's class and w = 1 if matched, else the
    /// background and its weight</code>
    /// Finite for every finite logit. At least 0.
    /// </remarks>
    /// <param name="logits">[L, B, Q, C + 1], the background last.</param>
    /// <param name="pairs">Matched queries and their targets.</param>
    /// <param name="labels">[N], int64: class of each target, below C.</param>
    /// <param name="backgroundWeight">Weight of an unmatched query; at least 0.</param>
    /// <returns>[L]; the caller owns it. With nothing matched and a background of weight 0 there is nothing to pay:
    /// 0.</returns>
    public static Tensor Mean(Tensor logits, MatchedPairs pairs, Tensor labels, double backgroundWeight) =>
        Scoped.Run(() =>
        {
            // [L, B·Q, C + 1]
            var surprise = -Widened.Of(logits).flatten(1, 2).log_softmax(-1);
            var background = full(surprise.shape[..2], surprise.shape[2] - 1, ScalarType.Int64, logits.device);
            // [L, B·Q]
            var goals = background.scatter(1, pairs.Slots, labels.index(TensorIndex.Tensor(pairs.Targets)));
            var weights = full_like(surprise.select(2, 0), backgroundWeight)
                .scatter(1, pairs.Slots, ones_like(pairs.Slots).to(surprise.dtype));
            var paid = surprise.gather(2, goals.unsqueeze(-1)).squeeze(-1) * weights;
            return paid.sum([1L]) / weights.sum([1L]).clamp_min(1e-12);
        });
}
