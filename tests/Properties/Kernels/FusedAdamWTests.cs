using StableDino.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

public class FusedAdamWTests
{
    private static readonly long[][] Shapes = [[7, 5], [33], [2, 3, 3, 3], []];

    private static Parameter[] Weights(ulong seed)
    {
        using var generator = new Generator(seed);
        return [.. Shapes.Select(s => new Parameter(randn(s, generator: generator)))];
    }

    private static void Grade(Parameter[] parameters, int step, int skip = -1)
    {
        for (var i = 0; i < parameters.Length; i++)
            if (i != skip)
            {
                using var generator = new Generator((ulong)(100 * step + i));
                parameters[i].grad = randn(parameters[i].shape, generator: generator) * Math.Pow(10, i - 2);
            }
    }

    private static OptimizerGroup[] Groups(Parameter[] p) =>
    [
        new("body", [("a", p[0]), ("b", p[1])], LearningRate: 1e-2, WeightDecay: 0.1),
        new("slow", [("c", p[2]), ("d", p[3])], LearningRate: 1e-3, WeightDecay: 0),
    ];

    private static void Same(IEnumerable<Tensor> expected, IEnumerable<Tensor> actual, double bar) =>
        Assert.All(expected.Zip(actual), pair => Assert.True(
            (pair.Item1 - pair.Item2).abs().max().item<float>() <= bar,
            $"{pair.Item1.ToString(true)}\n{pair.Item2.ToString(true)}"));

    [Fact]
    public void Takes_the_same_steps_as_the_composed_optimizer()
    {
        using var scope = NewDisposeScope();
        Parameter[] ours = Weights(1), theirs = Weights(1);
        using var fused = new FusedAdamW(Groups(ours));
        var composed = new AdamW((AdamW.ParamGroup[])
            [new(theirs[..2], new AdamW.Options { LearningRate = 1e-2, weight_decay = 0.1 }),
                new(theirs[2..], new AdamW.Options { LearningRate = 1e-3, weight_decay = 0 })]);
        for (var step = 1; step <= 6; step++)
        {
            Grade(ours, step);
            Grade(theirs, step);
            fused.Step();
            composed.step();
            Same(theirs, ours, 2e-6);
        }
        Assert.True((ours[0] - Weights(1)[0]).abs().mean().item<float>() > 1e-3);
    }

    [Fact]
    public void Takes_the_same_steps_as_its_formula()
    {
        using var scope = NewDisposeScope();
        Parameter[] ours = Weights(2), plain = Weights(2);
        using var fused = new FusedAdamW(Groups(ours), beta1: 0.8, beta2: 0.95, epsilon: 1e-3);
        var moments = plain.Select(p => (First: zeros_like(p), Second: zeros_like(p), Step: zeros([]))).ToArray();
        for (var step = 1; step <= 4; step++)
        {
            Grade(ours, step);
            Grade(plain, step);
            fused.Step(rateFactor: 0.5);
            using var _ = no_grad();
            for (var i = 0; i < plain.Length; i++)
                AdamWFormula.Apply(plain[i], plain[i].grad!, moments[i].First, moments[i].Second, moments[i].Step,
                    i < 2 ? 0.5e-2 : 0.5e-3, 0.8, 0.95, i < 2 ? 0.1 : 0, 1e-3);
        }
        Same(plain, ours, 1e-6);
        Same(moments.Select(m => m.First), fused.State.Select(m => m.First), 1e-5);
        Assert.All(fused.State, m => Assert.Equal(4f, m.Step.item<float>()));
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_left_alone()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(3);
        var before = weights[1].detach().clone();
        using var fused = new FusedAdamW(Groups(weights));
        Grade(weights, 1, skip: 1);
        fused.Step();
        Assert.True(before.equal(weights[1]).all().item<bool>());
        Assert.Equal([1f, 0f, 1f, 1f], fused.State.Select(m => m.Step.item<float>()));
        fused.ZeroGrad();
        Assert.All(weights, w => Assert.Null(w.grad));
    }

    [Fact]
    public void Restored_moments_continue_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        Parameter[] straight = Weights(4), resumed = Weights(4);
        using var whole = new FusedAdamW(Groups(straight));
        for (var step = 1; step <= 5; step++) { Grade(straight, step); whole.Step(); }

        using (var first = new FusedAdamW(Groups(resumed)))
        {
            for (var step = 1; step <= 3; step++) { Grade(resumed, step); first.Step(); }
            var saved =
                first.State.Select(m => new AdamMoments(m.Name, m.First.clone(), m.Second.clone(), m.Step.clone()))
                    .ToArray();
            using var second = new FusedAdamW(Groups(resumed));
            Assert.True(second.Restore(saved).IsNone);
            for (var step = 4; step <= 5; step++) { Grade(resumed, step); second.Step(); }
        }
        Assert.All(straight.Zip(resumed), pair => Assert.True(pair.Item1.equal(pair.Item2).all().item<bool>()));
    }

    [Fact]
    public void Moments_of_another_model_are_refused_and_change_nothing()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(5);
        using var fused = new FusedAdamW(Groups(weights));
        Grade(weights, 1);
        fused.Step();
        var kept = fused.State.Select(m => new AdamMoments(m.Name, m.First.clone(), m.Second.clone(), m.Step.clone()))
            .ToArray();
        string Said(IEnumerable<AdamMoments> moments) => fused.Restore(moments).IfNone("accepted");
        Assert.Equal("No moments were saved for d.",
            Said(kept[..3].Select(m => m with { First = zeros_like(m.First) })));
        Assert.Equal("The moments saved for b have another shape than [33].",
            Said(kept.Select(m => m with { First = m.Name == "b" ? zeros(34) : zeros_like(m.First) })));
        Assert.Equal("Moments were saved for e, which is not trained.", Said([.. kept, kept[0] with { Name = "e" }]));
        Assert.All(fused.State.Zip(kept),
            pair => Assert.True(pair.Item1.First.equal(pair.Item2.First).all().item<bool>()));
    }

    [Fact]
    public void Frozen_parameters_have_no_moments_and_names_are_unique()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(6);
        weights[0].requires_grad = false;
        using var fused = new FusedAdamW(Groups(weights));
        Assert.Equal(["b", "c", "d"], fused.State.Select(m => m.Name));
        Assert.Throws<ArgumentException>(() =>
            new FusedAdamW([new("x", [("w", weights[1]), ("w", weights[2])], 1, 0)]));
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(7);
        using var fused = new FusedAdamW(Groups(weights));
        Grade(weights, 1);
        fused.Step();
        var before = scope.DisposablesCount;
        for (var step = 2; step < 5; step++) fused.Step();
        Assert.Equal(before, scope.DisposablesCount);
    }
}
