using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

/// <summary>Predicted and true masks at P points; logits may be saturated.</summary>
public sealed record PointedMasks(int Points, double[] Logits, double[] Target)
{
    public int Masks => Logits.Length / Points;

    public double[] LogitsOf(int mask) => Logits[(mask * Points)..((mask + 1) * Points)];

    public double[] TargetOf(int mask) => Target[(mask * Points)..((mask + 1) * Points)];

    public override string ToString() =>
        $"{Masks} × {Points}: [{string.Join(", ", Logits)}] [{string.Join(", ", Target)}]";
}

public static class MaskPointSets
{
    public static Arbitrary<PointedMasks> Any() => Arb.From(
        from masks in Gen.Choose(0, 4)
        from points in Gen.Choose(1, 6)
        from logits in Gen.ArrayOf(
            Gen.Frequency((6, Gen.Choose(-400, 400).Select(x => x / 100.0)), (1, Gen.Elements(-200.0, 200.0, 0.0))),
            masks * points)
        from target in Gen.ArrayOf(Gen.Elements(0.0, 1.0, 0.25, 1.0, 0.0), masks * points)
        select new PointedMasks(points, logits, target), Smaller);

    private static IEnumerable<PointedMasks> Smaller(PointedMasks set) =>
        Enumerable.Range(0, set.Masks).Select(mask => set with
        {
            Logits = [.. set.Logits[..(mask * set.Points)], .. set.Logits[((mask + 1) * set.Points)..]],
            Target = [.. set.Target[..(mask * set.Points)], .. set.Target[((mask + 1) * set.Points)..]],
        });
}

[Properties(Arbitrary = [typeof(MaskPointSets)], MaxTest = 150)]
public class MaskLossProperties
{
    [Property]
    public bool Losses_agree_with_the_scalar_definition(PointedMasks set)
    {
        using var scope = NewDisposeScope();
        var (logits, target) = Tensors(set);
        return Near(MaskPointLoss.CrossEntropySum(logits, target),
            Enumerable.Range(0, set.Masks).Sum(k => ScalarMasks.CrossEntropy(set.LogitsOf(k), set.TargetOf(k))))
            && Near(MaskPointLoss.DiceSum(logits, target),
                Enumerable.Range(0, set.Masks).Sum(k => ScalarMasks.Dice(set.LogitsOf(k), set.TargetOf(k))));
    }

    [Property]
    public bool The_cost_of_a_pair_is_its_loss_at_the_same_points(PointedMasks set)
    {
        using var scope = NewDisposeScope();
        var (logits, target) = Tensors(set);
        var (entropy, dice) = (MaskCost.CrossEntropy(logits, target), MaskCost.Dice(logits, target));
        return entropy.shape.SequenceEqual([set.Masks, set.Masks])
            && Enumerable.Range(0, set.Masks).All(t => Enumerable.Range(0, set.Masks).All(q =>
                Near(entropy[t, q], ScalarMasks.CrossEntropy(set.LogitsOf(q), set.TargetOf(t)))
                    && Near(dice[t, q], ScalarMasks.Dice(set.LogitsOf(q), set.TargetOf(t)))));
    }

    [Property]
    public Property Gradients_agree_with_finite_differences(PointedMasks set)
    {
        if (set.Masks == 0) return true.ToProperty();
        using var scope = NewDisposeScope();
        var (logits, target) = Tensors(set);
        double Loss(Tensor x) =>
            (MaskPointLoss.CrossEntropySum(x, target) + MaskPointLoss.DiceSum(x, target)).item<double>();
        var leaf = logits.detach().clone().requires_grad_();
        (MaskPointLoss.CrossEntropySum(leaf, target) + MaskPointLoss.DiceSum(leaf, target)).backward();
        var gradient = leaf.grad!.Doubles();
        const double step = 1e-5;
        return Enumerable.Range(0, gradient.Length).All(i =>
        {
            var nudge = tensor([.. Enumerable.Range(0, gradient.Length).Select(j => j == i ? step : 0)],
                [set.Masks, set.Points], ScalarType.Float64);
            var difference = (Loss(logits + nudge) - Loss(logits - nudge)) / (2 * step);
            return double.IsFinite(gradient[i]) && Math.Abs(gradient[i] - difference) <= 1e-7;
        }).ToProperty().Classify(set.Logits.Any(x => Math.Abs(x) == 200), "saturated");
    }

    [Property]
    public bool Sampling_agrees_with_the_scalar_definition(PointedMasks set, byte seed)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (height, width, dice) = (set.Masks, set.Points, new Random(seed));
        var points = Enumerable.Range(0, 8)
            .Select(i => (X: i == 0 ? 0 : dice.NextDouble(), Y: i == 1 ? 1 : dice.NextDouble())).ToArray();
        var map = tensor(set.Target, [1, height, width], ScalarType.Float64);
        var sampled =
            MaskPoints.Sample(map,
                tensor(points.SelectMany(p => new[] { p.X, p.Y }).ToArray(), [1, 8, 2], ScalarType.Float64)).Doubles();
        return points.Zip(sampled, (p, value) =>
            Math.Abs(value - ScalarMasks.Sample(set.Target, height, width, p.X, p.Y)) <= 1e-12).All(close => close);
    }

    /// <summary>
    /// Both samplers put the map's corners at the corners of its outer cells and what lies beyond their middles halfway
    /// to nothing.
    /// </summary>
    [Property]
    public bool The_channels_of_a_map_are_sampled_alike_up_to_its_corners(PointedMasks set, byte seed)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (height, width, dice) = (set.Masks, set.Points, new Random(seed));
        (double X, double Y)[] points =
        [
            (0, 0), (1, 0), (0, 1), (1, 1), (0.5 / width, 0.5 / height), (1 - (0.5 / width), 1 - (0.5 / height)),
            .. Enumerable.Range(0, 6).Select(_ => (dice.NextDouble(), dice.NextDouble())),
        ];
        var places = tensor([.. points.SelectMany(p => new[] { p.X, p.Y })], [points.Length, 2], ScalarType.Float64);
        double[][] channels = [set.Target, set.Logits];
        var map = stack([.. channels.Select(values => tensor(values, [height, width], ScalarType.Float64))]);
        var expected =
            channels.SelectMany(values => points.Select(p => ScalarMasks.Sample(values, height, width, p.X, p.Y)))
                .ToArray();
        return new[] { MaskPoints.SampleMap(map, places), MaskPoints.Sample(map, places.unsqueeze(0)) }.All(sampled =>
            sampled.shape.SequenceEqual([2, points.Length])
                && expected.Zip(sampled.Doubles(), (e, s) => Math.Abs(e - s) <= 1e-10).All(close => close));
    }

    [Property]
    public bool The_candidates_kept_are_the_most_uncertain(PointedMasks set, byte seed)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (config, generator) = (new MaskPointConfig(Points: 8), new Generator(seed, CPU));
        var logits = tensor(set.Logits, [set.Masks, 1, set.Points], ScalarType.Float64).to(ScalarType.Float32);
        var draws = MaskPointDraws.From(config, set.Masks, generator, CPU);
        var chosen = MaskPoints.Choose(logits, draws, config.Uncertain);
        var (all, kept) = (MaskPoints.Sample(logits, draws.Candidates).abs(),
            MaskPoints.Sample(logits, chosen.narrow(1, 0, config.Uncertain)).abs());
        return chosen.shape.SequenceEqual([set.Masks, 8, 2])
            && chosen.narrow(1, config.Uncertain, config.Uniform).Doubles().SequenceEqual(draws.Uniform.Doubles())
            && Enumerable.Range(0, set.Masks)
                .All(k => all[k].Doubles().Order().Take(config.Uncertain).SequenceEqual(kept[k].Doubles().Order()));
    }

    [Theory, InlineData(0), InlineData(1)]
    public void No_masks_have_no_values_at_as_many_points(int sets)
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 6], MaskPoints.Sample(zeros(0, 4, 5), rand(sets, 6, 2)).shape);
    }

    [Fact]
    public void Exactly_the_result_outlives_each_call()
    {
        using var scope = NewDisposeScope();
        var (logits, target, maps, points) = (rand(3, 5), rand(3, 5), rand(3, 4, 4), rand(3, 5, 2));
        var draws = new MaskPointDraws(rand(3, 6, 2), rand(3, 2, 2));
        foreach (var call in new Func<Tensor>[]
        {
            () => MaskPointLoss.CrossEntropySum(logits, target), () => MaskPointLoss.DiceSum(logits, target),
            () => MaskCost.CrossEntropy(logits, target),
            () => MaskCost.Dice(logits, target), () => MaskPoints.Sample(maps, points),
            () => MaskPoints.Choose(maps, draws, 3),
        })
        {
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            call();
            Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }

    private static (Tensor Logits, Tensor Target) Tensors(PointedMasks set) =>
        (tensor(set.Logits, [set.Masks, set.Points], ScalarType.Float64),
            tensor(set.Target, [set.Masks, set.Points], ScalarType.Float64));

    private static bool Near(Tensor actual, double expected) =>
        Math.Abs(actual.item<double>() - expected) <= 1e-10 * Math.Max(1, Math.Abs(expected));
}
