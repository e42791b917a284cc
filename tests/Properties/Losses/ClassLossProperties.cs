using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

/// <summary>
/// Properties of Eq. 1 and Eq. 3 on single entries: one layer, one image, one class; the first query is the positive
/// one.
/// </summary>
[Properties(Arbitrary = [typeof(ClassificationLosses), typeof(UnitNumbers)], MaxTest = 60)]
public class ClassLossProperties
{
    [Property]
    public Property The_positive_term_is_least_at_its_target_and_grows_on_either_side(
        UnitNumber target, UnitNumber near, UnitNumber far, bool above)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Math.Min(near.Value, far.Value), Math.Max(near.Value, far.Value));
        var room = above ? 1 - target.Value : target.Value;
        double At(double distance) => Positive(target.Value + (above ? 1 : -1) * distance * room, target.Value);
        var (exact, closer, further) = (At(0), At(a), At(b));
        return (exact < 1e-9 && closer <= further + 1e-12 && (room * b < 1e-3 || further > 0)).ToProperty()
            .Label($"t {target.Value}: {exact}, {closer} at {a}, {further} at {b}");
    }

    [Property]
    public Property With_target_one_it_is_the_focal_loss(NormalFloat x, NormalFloat negative)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { x.Get, negative.Get }, [1, 1, 2, 1]);
        var position = PositionSupervisedLoss.Sum(logits, First, Labels, ones(1, 1, ScalarType.Float64), 0.25, 2);
        return Close.Agree(position.Doubles(), FocalLoss.Sum(logits, First, Labels, 0.25, 2).Doubles(), 1e-14, 1e-12);
    }

    [Property]
    public Property The_official_arithmetic_differs_by_its_epsilon_alone(
        NormalFloat x, NormalFloat negative, UnitNumber target)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { x.Get % 12, negative.Get % 12 }, [1, 1, 2, 1]);
        var goals = full([1, 1], target.Value, ScalarType.Float64);
        var (sound, official) = (PositionSupervisedLoss.Sum(logits, First, Labels, goals, 0.25, 2),
            PositionSupervisedLoss.Sum(logits, First, Labels, goals, 0.25, 2, LogArithmetic.OfficialEpsilons));
        return Close.Agree(sound.Doubles(), official.Doubles(), 5e-3);        // ln(1 + 1e-8/(1 − p)) at p = sigmoid(12)
    }

    [Property]
    public bool Values_and_gradients_are_finite_at_every_logit(UnitNumber target, bool wild, NormalFloat gamma)
    {
        using var scope = NewDisposeScope();
        var exponent = 1 + Math.Abs(gamma.Get) % 4;
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            foreach (var x in wild ? new[] { 1e4, -1e4 } : [200.0, -200, 0, 88, -88, 104, -104])
            {
                var logits = tensor(new[] { x, -x, x, -x }, [1, 1, 2, 2], type).requires_grad_();
                var sum = PositionSupervisedLoss.Sum(logits, First, Labels, full([1, 1], target.Value), 0.25, exponent)
                    + FocalLoss.Sum(logits, First, Labels, 0.25, exponent - 1);
                sum.sum().backward();
                if (sum.dtype != ScalarType.Float32 || !sum.isfinite().all().item<bool>()
                    || !logits.grad!.isfinite().all().item<bool>()) return false;
            }

        return true;
    }

    [Property]
    public bool The_target_function_is_monotone_from_zero_to_one(
        PositionalTarget target, UnitNumber first, UnitNumber second)
    {
        using var scope = NewDisposeScope();
        var (low, high) = (Math.Min(first.Value, second.Value), Math.Max(first.Value, second.Value));
        var t = PositionalTargets.Of(target, tensor(new[] { 0, low, high, 1 }), ones(4, ScalarType.Float64)).Doubles();
        return Math.Abs(t[0]) < 1e-12 && t[1] <= t[2] + 1e-12 && Math.Abs(t[3] - 1) < 1e-12 && t[1] >= 0
            && t[2] <= 1 + 1e-12
            && Math.Abs(t[2] - ScalarLoss.Target(target, high, 1)) < 1e-12;
    }

    [Property]
    public bool Only_a_mixed_target_follows_the_score(PositionalTarget target, UnitNumber overlap, UnitNumber score)
    {
        using var scope = NewDisposeScope();
        var p = tensor(new[] { 0.1 + 0.8 * score.Value }).requires_grad_();
        PositionalTargets.Of(target, tensor(new[] { 0.1 + 0.8 * overlap.Value }) + 0 * p, p).sum().backward();
        return (p.grad!.Doubles()[0] == 0) == (target is not PositionalTarget.ScoreMixed);
    }

    [Property]
    public Property The_rescale_never_lowers_keeps_the_order_and_reaches_its_goal(
        UnitNumber[] values, UnitNumber goal, bool toOne)
    {
        using var scope = NewDisposeScope();
        var t = values.Select(value => value.Value).ToArray();
        var goals = tensor(new[] { toOne ? 1 : goal.Value, 0.5 }, [1, 2]);
        var images = tensor(t.Select((_, i) => (long)(i % 2)).ToArray(), [1, t.Length], ScalarType.Int64);
        var lifted = TargetRescaling.Lift(tensor(t, [1, t.Length], ScalarType.Float64), images, goals).Doubles();
        var fine = true;
        for (var image = 0; image < 2; image++)
        {
            var own = Enumerable.Range(0, t.Length).Where(i => i % 2 == image).ToArray();
            if (own.Length == 0) continue;
            var (largest, aim) = (own.Max(i => t[i]), image == 1 ? 0.5 : toOne ? 1 : goal.Value);
            fine &= own.All(i => lifted[i] >= t[i])
                && own.All(i => own.All(j => t[i] > t[j] || lifted[i] <= lifted[j]));
            fine &= own.Max(i => lifted[i]) == (largest == 0 ? 0 : Math.Max(largest, aim));
        }

        return fine.ToProperty().Label($"[{string.Join(", ", t)}] to [{string.Join(", ", lifted)}]")
            .Classify(t.Contains(0), "a zero target");
    }

    [Fact]
    public void The_target_is_a_constant_whatever_it_was_computed_from()
    {
        using var scope = NewDisposeScope();
        foreach (var arithmetic in Enum.GetValues<LogArithmetic>())
        {
            var goals = full([1, 1], 0.7, ScalarType.Float64).requires_grad_();
            var logits = zeros([1, 1, 2, 1], ScalarType.Float64).requires_grad_();
            PositionSupervisedLoss.Sum(logits, First, Labels, goals, 0.25, 2, arithmetic).backward();
            Assert.True(goals.grad is null);
            Assert.NotEqual(0, logits.grad!.Doubles()[0]);
        }
    }

    [Fact]
    public void The_official_rescale_stops_just_below_one_and_loses_a_tiny_target()
    {
        using var scope = NewDisposeScope();
        double Lift(double t, LogArithmetic how) => TargetRescaling.Lift(
            tensor(new[] { t }, [1, 1]), zeros(1, 1, ScalarType.Int64), ones(1, 1, ScalarType.Float64), how)
            .Doubles()[0];
        Assert.Equal(1, Lift(1e-8, LogArithmetic.FromLogits));
        Assert.Equal(0.5, Lift(1e-8, LogArithmetic.OfficialEpsilons), 9);
        Assert.Equal(1e-6 / 1.01e-6, Lift(1e-6, LogArithmetic.OfficialEpsilons), 9);
        Assert.Equal(0, Lift(0, LogArithmetic.FromLogits));
        Assert.Equal(0.9,
            TargetRescaling.Lift(tensor(new[] { 0.9 }, [1, 1]), zeros(1, 1, ScalarType.Int64),
                full([1, 1], 0.5, ScalarType.Float64), LogArithmetic.OfficialEpsilons).Doubles()[0]);
    }

    [Fact]
    public void The_official_logarithm_is_infinite_where_the_sound_one_is_not()
    {
        using var scope = NewDisposeScope();
        double Loss(double x, LogArithmetic how) => PositionSupervisedLoss.Sum(
            tensor(new[] { (float)x, -5f }, [1, 1, 2, 1]), First, Labels, ones(1, 1), 0.25, 2, how).Doubles()[0];
        // single precision: sigmoid(−104) is 0
        Assert.Equal(0.25 * 104, Loss(-104, LogArithmetic.FromLogits), 1e-4);
        Assert.Equal(double.PositiveInfinity, Loss(-104, LogArithmetic.OfficialEpsilons));
    }

    [Fact]
    public void A_saturated_negative_costs_its_logit_and_in_the_official_code_the_logarithm_of_epsilon()
    {
        using var scope = NewDisposeScope();
        double Loss(LogArithmetic how) => PositionSupervisedLoss.Sum(
            // single precision: sigmoid(50) is 1
            tensor(new[] { 200f, 50f }, [1, 1, 2, 1]), First, Labels, ones(1, 1), 0.25, 2, how).Doubles()[0];
        Assert.Equal(0.75 * 50, Loss(LogArithmetic.FromLogits), 1e-4);
        Assert.Equal(0.75 * -Math.Log(1e-8), Loss(LogArithmetic.OfficialEpsilons), 1e-4);
    }

    /// <summary>The positive entry's loss at probability p with target t, α = 1.</summary>
    private static double Positive(double p, double t)
    {
        var x = Math.Log(p) - Math.Log(1 - p);
        if (double.IsInfinity(x)) x = Math.Sign(x) * 700;
        return PositionSupervisedLoss.Sum(tensor(new[] { x, -1e4 }, [1, 1, 2, 1]), First, Labels,
            full([1, 1], t, ScalarType.Float64), 1, 2).Doubles()[0];
    }

    private static MatchedPairs First => new(zeros(1, 1, ScalarType.Int64), zeros(1, 1, ScalarType.Int64));

    private static Tensor Labels => zeros(1, ScalarType.Int64);
}
