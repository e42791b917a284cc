using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Objective;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

/// <summary>
/// Table 1 and §2.4 as a theorem. A has the higher IoU and the lower score, B the reverse; one is matched, the other is
/// a negative. A
/// prediction is <em>encouraged</em> when gradient descent raises its score: dL/dx is below 0.
/// </summary>
[Properties(Arbitrary = [typeof(UnitNumbers), typeof(ClassificationLosses)], MaxTest = 100)]
public class MultiOptimizationPathProperties
{
    [Property]
    public bool By_default_whichever_is_matched_is_encouraged_and_the_other_is_not(UnitNumber a, UnitNumber b)
    {
        using var scope = NewDisposeScope();
        var (low, high) = Scores(a, b);
        var (matchedA, otherB) = Focal(low, high);
        var (matchedB, otherA) = Focal(high, low);
        return matchedA < 0 && otherB > 0 && matchedB < 0 && otherA > 0;       // two paths: that is the problem
    }

    [Property]
    public bool Without_a_rescale_a_match_is_encouraged_exactly_up_to_the_square_of_its_overlap(
        UnitNumber score, UnitNumber overlap)
    {
        using var scope = NewDisposeScope();
        var (p, s) = (Inner(score), overlap.Value);
        var slope = Stable(p, s * s);
        return Math.Abs(p - s * s) < 1e-6 || (slope < 0) == (p < s * s);
    }

    [Property]
    public Property Under_stable_matching_only_A_is_encouraged(UnitNumber a, UnitNumber b, UnitNumber c, UnitNumber d)
    {
        using var scope = NewDisposeScope();
        var (low, high) = Scores(a, b);
        var (worse, better) = (Math.Min(c.Value, d.Value), Math.Max(c.Value, d.Value));
        var applies = low < better * better - 1e-6 && high > worse * worse + 1e-6;    // A is underrated, B is overrated
        return (!applies || (Stable(low, better * better) < 0 && Stable(high, worse * worse) > 0)).ToProperty()
            .Classify(applies, "a conflict");
    }

    /// <summary>
    /// The exact condition with a rescale: B, matched among others of its image, is never encouraged beyond its own IoU
    /// s iff
    /// goal/max t · s² ≤ s; that is s ≤ max t / goal: its IoU is at most the square of the image's best match (over the
    /// goal).
    /// </summary>
    [Property]
    public Property With_a_rescale_a_match_is_held_to_its_overlap_iff_the_best_match_is_good_enough(
        UnitNumber overlap, UnitNumber best, UnitNumber goal, bool toOne)
    {
        using var scope = NewDisposeScope();
        var (s, sBest) = (overlap.Value, Math.Max(overlap.Value, best.Value));
        // the largest IoU is at least the best match's
        var aim = toOne ? 1 : Math.Max(sBest, goal.Value);
        if (s is 0 or 1) return true.ToProperty();
        var t = TargetRescaling.Lift(tensor(new[] { s * s, sBest * sBest }, [1, 2]), zeros(1, 2, ScalarType.Int64),
            tensor(new[] { aim }, [1, 1]));
        var held = s <= sBest * sBest / aim;
        var slope = Stable(s, t[0, 0].item<double>());                                          // at p = s
        var margin = Math.Abs(s - sBest * sBest / aim) < 1e-9;
        return (margin || (slope >= -1e-12) == held).ToProperty().Label($"s {s}, best {sBest}, aim {aim}")
            .Classify(held, "held").Classify(!held, "lifted");
    }

    [Fact]
    public void To_one_lifts_a_lone_bad_match_to_certainty()
    {
        using var scope = NewDisposeScope();
        var lifted =
            TargetRescaling.Lift(tensor(new[] { 0.09 }, [1, 1]), zeros(1, 1, ScalarType.Int64),
                ones(1, 1, ScalarType.Float64)).Doubles()[0];
        // IoU 0.3, alone in its image
        Assert.Equal(1, lifted);
        // score 0.9 is still encouraged
        Assert.True(Stable(0.9, lifted) < 0);
        // without the rescale it is not
        Assert.True(Stable(0.9, 0.09) > 0);
    }

    [Fact]
    public void To_the_largest_overlap_lifts_B_beyond_its_own_but_never_beyond_the_best_prediction()
    {
        using var scope = NewDisposeScope();
        var lifted =
            TargetRescaling.Lift(tensor(new[] { 0.09 }, [1, 1]), zeros(1, 1, ScalarType.Int64),
                full([1, 1], 0.8, ScalarType.Float64)).Doubles()[0];
        // IoU 0.3 matched; A, unmatched, has 0.8
        Assert.Equal(0.8, lifted, 12);
        Assert.True(Stable(0.5, lifted) < 0);
        Assert.True(Stable(0.81, lifted) > 0);
    }

    private static double Inner(UnitNumber number) => 0.001 + 0.998 * number.Value;

    private static (double Low, double High) Scores(UnitNumber a, UnitNumber b) =>
        (Math.Min(Inner(a), Inner(b)), Math.Max(Inner(a), Inner(b)));

    /// <summary>dL/dx of the matched and of the other prediction under Eq. 1.</summary>
    private static (double Matched, double Other) Focal(double matched, double other)
    {
        var logits = tensor(new[] { Logit(matched), Logit(other) }, [1, 1, 2, 1]).requires_grad_();
        FocalLoss.Sum(logits, First, zeros(1, ScalarType.Int64), 0.25, 2).backward();
        var slopes = logits.grad!.Doubles();
        return (slopes[0], slopes[1]);
    }

    /// <summary>dL/dx of a matched prediction of score p with target t under Eq. 3.</summary>
    private static double Stable(double p, double t)
    {
        var logits = tensor(new[] { Logit(p) }, [1, 1, 1, 1]).requires_grad_();
        PositionSupervisedLoss.Sum(
            logits, First, zeros(1, ScalarType.Int64), full([1, 1], t, ScalarType.Float64), 0.25, 2).backward();
        return logits.grad!.Doubles()[0];
    }

    private static double Logit(double p) => Math.Log(p / (1 - p));

    private static MatchedPairs First => new(zeros(1, 1, ScalarType.Int64), zeros(1, 1, ScalarType.Int64));
}
