using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Cli.Benchmarking;

/// <summary>
/// Whole evaluation forwards and whole training steps, as <c>eval</c> and <c>train</c> run them, measured stage by
/// stage.
/// </summary>
public static class Benchmark
{
    private const long Seed = 60;
    private const double CountedHeight = 800, CountedWidth = 1066, ForwardsOfAStep = 3;

    /// <summary>Measures what a plan asks for, and the machine's rates before, between and after.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="say">Called with what is being measured.</param>
    public static BenchmarkReport Run(BenchmarkPlan plan, Action<string> say)
    {
        ProcessDefaults.Apply();                    // the machine's rates come before the first detector
        say("the machine: matrix products and convolutions");
        var rates = MachineRates.Measure(plan.Device);
        var measured = new List<(Precision Precision, BenchmarkResult Result)>();
        foreach (var precision in plan.Precisions)
        {
            plan.Forward.IfSome(size => Add(precision, "forward", () => Forward(plan, size, precision)));
            plan.Step.IfSome(size =>
                Add(precision, plan.Recompute ? "step-recomputed" : "step", () => Step(plan, size, precision)));
        }

        return new(
            plan.Model.Name, ProcessorName.Of(plan.Device), get_num_threads(),
            FloatMatmul.UsesOneDnn ? "oneDNN" : "MKL", rates,
            [.. measured.Select(one => Held(one.Result, rates.Peak(one.Precision)))]);

        void Add(Precision precision, string what, Func<BenchmarkResult> measure)
        {
            var name = $"{what}-{(precision == Precision.Bf16 ? "bf16" : "fp32")}";
            say($"{plan.Model.Name} {name}, {plan.Repeats} times");
            PeakMemory.Restart();
            measured.Add((precision, measure() with { Name = name, PeakBytes = PeakMemory.Bytes() }));
            rates = rates.Best(MachineRates.Measure(plan.Device));
        }
    }

    private static BenchmarkResult Held(BenchmarkResult result, MachineRate peak) => result with
    {
        AchievedOverPeak = result.Gflop / result.Seconds / peak.PerSecond,
        ProcessorShare = result.Gflop / Math.Max(result.ProcessorSeconds, 1e-9) / peak.PerProcessorSecond,
    };

    private static BenchmarkResult Forward(BenchmarkPlan plan, ImageSize size, Precision precision)
    {
        torch.random.manual_seed(Seed);
        using var scope = NewDisposeScope();
        using var detector = plan.Model.Build(plan.Classes);
        detector.to(plan.Device);
        var images = Images(1, size);
        var clock = new StageClock(plan.Device);
        using var watch = StageWatch.On(detector, clock);
        var repetitions = Repetition.Run(plan.Repeats, clock, () =>
        {
            using var inner = NewDisposeScope();
            var output = Prediction.Forward(detector, images, plan.Device, precision);
            clock.Mark("widening");
            PostProcessing.Select(
                output, plan.Model.Config.Heads.Score, plan.Model.Config.PostProcessing, images.Sizes, images.Sizes);
            clock.Mark("post-processing");
        });
        return Result(repetitions, 1, Gflop(plan.Model, size));
    }

    private static BenchmarkResult Step(BenchmarkPlan plan, ImageSize size, Precision precision)
    {
        torch.random.manual_seed(Seed);
        using var scope = NewDisposeScope();
        var recipe = TrainingRecipe.TwelveEpochs with { Precision = precision, Batch = plan.Batch,
            Recompute = plan.Recompute };
        using var state = TrainingState.Start(plan.Model,
            [.. Enumerable.Range(1, plan.Classes).Select(id => new CocoCategory(id, $"{id}"))], recipe, plan.Device);
        using var batch = new Batch(Images(plan.Batch, size), Targets(plan), [], Masks(plan, size));
        var clock = new StageClock(plan.Device);
        using var watch = StageWatch.On(state.Detector, clock);
        var criterion = CriterionLoss.Of(plan.Model.Config);

        // Matching is a part of the criterion; to be seen by itself it is done once more, and its second time taken off
        // again.
        Either<string, BatchLoss> Loss(DetectorOutput output, Targets targets, Option<NoisedTargets> noised,
            double normaliser, Option<MaskSupervision> masks)
        {
            clock.Mark("widening");
            Match(plan, output, targets);
            clock.Mark("matching");
            return criterion(output, targets, noised, normaliser, masks);
        }

        var repetitions = Repetition.Run(plan.Repeats, clock, () =>
            TrainingStep.Run(state, recipe, Loss, [batch], steps: 1_000, detailed: false, clock: clock)
                .IfLeft(fault => throw new InvalidOperationException(fault.Message)));
        return Result([.. repetitions.Select(WithoutSecondMatching)], plan.Batch,
            ForwardsOfAStep * plan.Batch * Gflop(plan.Model, size));
    }

    private static void Match(BenchmarkPlan plan, DetectorOutput output, Targets targets)
    {
        using var scope = NewDisposeScope();
        var all = output.Proposals.Match(
            first =>
                new Predictions(cat([first.Logits, output.Layers.Logits], 0),
                    cat([first.Boxes, output.Layers.Boxes], 0)), () => output.Layers);
        if (plan.Model.Config.Matching is Assignment.Hungarian cost)
            HungarianMatcher.Match(all, targets, cost, plan.Model.Config.Heads.Score);
    }

    private static Repetition WithoutSecondMatching(Repetition repetition)
    {
        var matching = repetition.Stages.First(stage => stage.Stage == "matching").Seconds;
        return repetition with
        {
            Seconds = repetition.Seconds - matching,
            ProcessorSeconds = repetition.ProcessorSeconds - matching,
            Stages =
                [.. repetition.Stages.Select(stage => stage.Stage == "criterion"
                    ? stage with { Seconds = Math.Max(0, stage.Seconds - matching) }
                    : stage)],
        };
    }

    private static BenchmarkResult Result(ImmutableArray<Repetition> repetitions, int images, double gflop) => new(
        "", Repetition.Median(repetitions.Select(one => one.Seconds)), repetitions.Min(one => one.Seconds),
        repetitions.Min(one => one.ProcessorSeconds), images, gflop, 0, 0, 0,
        repetitions[^1].Tensors, Repetition.Medians(repetitions));

    private static double Gflop(DetectorDefinition model, ImageSize size) =>
        model.Stages.Sum(stage => stage.Gflops) * size.Height * size.Width / (CountedHeight * CountedWidth);

    private static ImageBatch Images(int count, ImageSize size) => new(
        randn([count, 3, size.Height, size.Width]), zeros([count, size.Height, size.Width], dtype: @bool),
        [.. Enumerable.Repeat(size, count)]);

    private static Option<InstanceMasks> Masks(BenchmarkPlan plan, ImageSize size) =>
        plan.Model.Config.Masks is MaskConfig.None
            ? Option<InstanceMasks>.None
            : new InstanceMasks(rand([plan.Batch * plan.Targets, size.Height, size.Width]).lt(0.1));

    private static Targets Targets(BenchmarkPlan plan)
    {
        var total = plan.Batch * plan.Targets;
        return new(
            randint(0, plan.Classes, [total], dtype: int64),
            Foundation.Scoped.Run(() => cat([rand([total, 2]) * 0.6 + 0.2, rand([total, 2]) * 0.3 + 0.05], 1)),
            [.. Enumerable.Repeat(plan.Targets, plan.Batch)]);
    }
}
