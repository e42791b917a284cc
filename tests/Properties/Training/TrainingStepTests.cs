using System.Collections.Immutable;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Training;

[Collection(GlobalRandomness.Name)]
public class TrainingStepTests
{
    /// <summary>Four batches of one image, accumulated, move the weights as one batch of four does.</summary>
    [Fact]
    public void Accumulation_equals_the_big_batch()
    {
        using var scope = NewDisposeScope();
        using var small = ToyTraining.Start(ToyTraining.Recipe, ToyDetector.WithoutDropout);
        using var large = ToyTraining.Start(ToyTraining.Recipe, ToyDetector.WithoutDropout);
        for (var round = 0; round < 3; round++)
        {
            ImmutableArray<Batch> parts =
                [.. Enumerable.Range(0, 4).Select(i => ToyTraining.BatchOf((4 * round) + i, 1))];
            Batch whole = new(
                new ImageBatch(cat([.. parts.Select(p => p.Images.Pixels)]),
                    cat([.. parts.Select(p => p.Images.Padding)]), [.. parts.SelectMany(p => p.Images.Sizes)]),
                new Targets(cat([.. parts.Select(p => p.Targets.Labels)]), cat([.. parts.Select(p => p.Targets.Boxes)]),
                    [.. parts.SelectMany(p => p.Targets.Counts)]), []);
            var a = Done(TrainingStep.Run(small, ToyTraining.Recipe, ToyTraining.Loss, parts, 8, true));
            var b = Done(TrainingStep.Run(large, ToyTraining.Recipe, ToyTraining.Loss, [whole], 8, true));
            Assert.Equal(b.Loss, a.Loss, 1e-5 * b.Loss);
            Assert.Equal(b.GradientNorm, a.GradientNorm, 1e-5 * b.GradientNorm);
            Assert.Equal(b.Terms.Select(t => t.Name), a.Terms.Select(t => t.Name));
            Assert.Equal(4, a.Images);
        }

        foreach (var ((info, x), (_, y)) in DetectorState.Distinct(small.Detector, small.Definition)
            .Zip(DetectorState.Distinct(large.Detector, large.Definition)))
            Assert.True((x - y).abs().max().item<float>() < 1e-4, info.Name);
    }

    /// <summary>Memory is flat: after the first steps no step leaves a tensor behind.</summary>
    [Fact]
    public void No_step_leaves_a_tensor_behind()
    {
        var recipe = ToyTraining.Recipe with { Averaging = new AveragingConfig.Exponential(), LogEvery = 1 };
        using var state = ToyTraining.Start(recipe);
        long Alive() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ToyTraining.Train(state, recipe, until: 2, steps: 40);
        var before = Alive();
        ToyTraining.Train(state, recipe, until: 40, steps: 40);
        Assert.Equal(before, Alive());
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_before_the_weights_change_and_names_term_and_step()
    {
        using var state = ToyTraining.Start(ToyTraining.Recipe);
        ToyTraining.Train(state, ToyTraining.Recipe, until: 3);
        var before = ToyTraining.Fingerprint(state);
        using var batch = ToyTraining.BatchOf(3, 2);
        var fault = TrainingStep.Run(state, ToyTraining.Recipe, Broken, [batch], 8, false)
            .Match(_ => throw new InvalidOperationException("took the step"), f => f);
        Assert.Contains("'loss_giou'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("step 4", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, ToyTraining.Fingerprint(state));
        Assert.Equal(3, state.Step);

        static Either<string, BatchLoss> Broken(
            DetectorOutput output, Targets targets, Option<StableDino.Pipeline.NoisedTargets> noised, double normaliser,
            Option<StableDino.Objective.MaskSupervision> masks) =>
            new BatchLoss(output.Layers.Logits.sum() * float.NaN,
                () => [("loss_class", 1), ("loss_giou", double.NaN)], () => []);
    }

    [Fact]
    public void Clipping_bounds_the_step_and_reports_the_norm_before()
    {
        var recipe = ToyTraining.Recipe with { Optimizer = new OptimizerConfig(ClipNorm: 1e-3) };
        using var state = ToyTraining.Start(recipe);
        using var batch = ToyTraining.BatchOf(0, 2);
        var clipped = Done(TrainingStep.Run(state, recipe, ToyTraining.Loss, [batch], 8, false));
        using var free = ToyTraining.Start(recipe);
        var loose =
            Done(TrainingStep.Run(free, recipe with { Optimizer = recipe.Optimizer with { ClipNorm = 0 } },
                ToyTraining.Loss, [batch], 8, false));
        Assert.Equal(loose.GradientNorm, clipped.GradientNorm, 1e-9);
        double Moment(TrainingState of) => of.Optimizer.State.Sum(m => m.First.square().sum().item<float>());
        Assert.Equal(0.1 * 1e-3, Math.Sqrt(Moment(state)), 1e-7);       // (1 − β1) · clipped gradient
        Assert.Equal(0.1 * loose.GradientNorm, Math.Sqrt(Moment(free)), 1e-4 * loose.GradientNorm);
    }

    [Fact]
    public void Evaluation_sees_the_average_and_training_gets_its_own_weights_back()
    {
        var recipe = ToyTraining.Recipe with { Averaging = new AveragingConfig.Exponential(0.5) };
        using var state = ToyTraining.Start(recipe);
        ToyTraining.Train(state, recipe, until: 4);
        var (own, average) = (ToyTraining.Fingerprint(DetectorState.Distinct(state.Detector, state.Definition)),
            state.Average.Map(a => ToyTraining.Fingerprint(a.Values)).IfNone(""));
        Assert.NotEqual(own, average);
        var seen =
            state.Average.Map(a =>
                a.During(state.Detector, state.Definition, () =>
                    ToyTraining.Fingerprint(DetectorState.Distinct(state.Detector, state.Definition)))).IfNone("");
        Assert.Equal(average, seen);
        Assert.Equal(own, ToyTraining.Fingerprint(DetectorState.Distinct(state.Detector, state.Definition)));
    }

    private static StepReport Done(Either<Fault, StepReport> step) =>
        step.Match(report => report, fault => throw new InvalidOperationException(fault.Message));
}
