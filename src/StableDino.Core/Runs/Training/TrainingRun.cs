using System.Collections.Immutable;
using System.Diagnostics;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;

namespace StableDino.Runs;

/// <summary>
/// A run from its first step to its last evaluation, with everything it leaves in its folder. A process that is killed
/// at any moment loses
/// the steps since its last snapshot and nothing else.
/// </summary>
public static class TrainingRun
{
    private const int SnapshotsKept = 2;
    // of freed memory: fresh pages cost a small model two steps
    private static readonly TimeSpan BetweenReturns = TimeSpan.FromMinutes(1);

    /// <summary>Runs a plan whose folder has been checked (<see cref="RunPreparation.Folder"/>).</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">From <see cref="RunPreparation.Start"/>; the caller disposes of it.</param>
    /// <param name="observe">Called with each event, after it is on the disk.</param>
    /// <param name="cancel">Stops after the step in progress, with a snapshot.</param>
    public static Either<Fault, TrainingSummary> Execute(
        TrainingPlan plan, TrainingState state, Action<TrainingEvent> observe, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var masks = plan.Model.Config.Masks is MaskConfig.None
            ? Option<TargetMasks>.None
            : TargetMasks.Of(plan.Train).Match(Option<TargetMasks>.Some, _ => Option<TargetMasks>.None);
        if (plan.Model.Config.Masks is not MaskConfig.None && masks.IsNone) return WithoutMasks(plan);
        plan.Folder.Prepare();
        AtomicFile.WriteText(plan.Folder.Recipe, RecipeJson.Write(plan.Recipe) + "\n");
        AtomicFile.WriteText(plan.Folder.Description,
            RunDescription.Write(plan.Model, plan.Train, plan.Validation, plan.Steps) + "\n");
        MetricsLog.Truncate(plan.Folder.Metrics, state.Step);
        var run = new Edge(plan, state, observe, masks);
        var stepsPerEpoch = Math.Max(1.0, plan.Train.Images.Length / plan.Recipe.Batch) / plan.Recipe.Accumulation;
        observe(new TrainingEvent.Began(state.Step, plan.Steps, stepsPerEpoch));

        var loss = CriterionLoss.Of(plan.Model.Config, plan.Recipe.Certify);
        var totals = new RunTotals();
        var returned = began;
        var clock = plan.Profile ? Option<StageClock>.Some(new StageClock(plan.Device)) : Option<StageClock>.None;
        using var watch = StageWatch.On(state.Detector, clock);
        var result = Option<EvaluationResult>.None;
        foreach (var step in TrainingLoop.Run(state, plan.Recipe, loss, run.Batches(), plan.Steps, clock))
        {
            if (step.Case is Fault fault) return run.Explained(fault);
            foreach (var done in step.RightAsEnumerable())
            {
                totals.Add(done);
                run.Report(new TrainingEvent.Stepped(done, state.Step / stepsPerEpoch));
            }

            if (Stopwatch.GetElapsedTime(returned) > BetweenReturns)
            {
                Allocator.ReturnFreed();
                returned = Stopwatch.GetTimestamp();
            }
            var last = state.Step == plan.Steps || cancel.IsCancellationRequested;
            result = !cancel.IsCancellationRequested && (last || Due(plan.Recipe.EvaluateEvery, state.Step))
                ? run.Evaluate()
                : Option<EvaluationResult>.None;
            if (last || Due(plan.Recipe.SnapshotEvery, state.Step)) run.Save();
            clock.IfSome(running => running.Take());                            // what an evaluation marked
            if (cancel.IsCancellationRequested) break;
        }

        var finished = state.Step == plan.Steps;
        // resumed when there was nothing left to do
        if (finished && result.IsNone) result = run.Evaluate();
        return new TrainingSummary(result, state.Step, Stopwatch.GetElapsedTime(began).TotalSeconds,
            totals.ImagesPerSecond, totals.WaitingShare, totals.Stages, finished);
    }

    private static bool Due(int every, long step) => every > 0 && step % every == 0;

    private static Fault WithoutMasks(TrainingPlan plan) => TargetMasks.Of(plan.Train).Match(
        _ => throw new InvalidOperationException("all targets have masks"),
        faults => new Fault($"{plan.Model.Name} learns masks. {faults[0].Message}", faults[0].File,
            Hint: "Give every object a mask, or train a model that predicts boxes alone."));

    /// <summary>The effects of one run.</summary>
    private sealed class Edge(
        TrainingPlan plan, TrainingState state, Action<TrainingEvent> observe, Option<TargetMasks> masks)
    {
        private readonly bool evaluatesMasks = masks.IsSome && TargetMasks.Of(plan.Validation).IsSuccess;
        private readonly MetricsObserver metrics = new(plan.Folder.Metrics);
        private readonly TensorBoardObserver board = new(plan.Folder.Events);
        private string newest = plan.Folder.NewestSnapshots().FirstOrDefault("");

        public void Report(TrainingEvent what)
        {
            metrics.Observe(what);
            board.Observe(what);
            observe(what);
        }

        public IEnumerable<Batch> Batches() => BatchSource.Training(
            plan.Train, plan.Recipe.Augmentation, plan.Model.Config.Pixels, plan.Recipe.Batch, plan.Recipe.Seed,
            state.Step * plan.Recipe.Accumulation, plan.Recipe.Workers, CancellationToken.None, Warn, masks: masks,
            sizeDivisor: plan.Recipe.SizeDivisor,
            groupShapes: plan.Recipe.GroupShapes);

        public EvaluationResult Evaluate()
        {
            var began = Stopwatch.GetTimestamp();
            var settings = new InferenceSettings(
                plan.Recipe.Evaluation, plan.Model.Config.PostProcessing, plan.Device, Math.Min(plan.Recipe.Batch, 4),
                plan.Recipe.Precision, plan.Recipe.Workers);
            ImmutableArray<Detection> Detect() =>
                DataSetPrediction.Run(state.Detector, plan.Validation, settings, skipped: Warn);
            var detections = state.Average.Match(
                average => average.During(state.Detector, state.Definition, Detect), Detect);
            var result = CocoEvaluator.Evaluate(plan.Validation.Annotations, detections, EvaluationParameters.Boxes);
            var ofMasks = evaluatesMasks
                ? Option<EvaluationResult>.Some(
                    CocoEvaluator.Evaluate(plan.Validation.Annotations, detections, EvaluationParameters.Masks))
                : Option<EvaluationResult>.None;
            var ap = ofMasks.Match(measured => measured.Metrics.AP, () => result.Metrics.AP);
            var best = ap > state.BestAp;
            if (best)
            {
                state.BestAp = ap;
                state.SaveWeights(plan.Folder.Best);
            }

            AtomicFile.Write(plan.Folder.Detections, stream => DetectionsJson.Write(stream, detections, _ => (0, 0)));
            AtomicFile.WriteText(plan.Folder.Evaluation, EvaluationJson.Document(result, state.Step, ofMasks) + "\n");
            Report(new TrainingEvent.Evaluated(
                state.Step, result, best, Stopwatch.GetElapsedTime(began).TotalSeconds, ofMasks));
            return result;
        }

        public void Save()
        {
            newest = plan.Folder.Snapshot(state.Step);
            SnapshotFile.Write(newest, state, plan.Recipe);
            state.SaveWeights(plan.Folder.Last);
            foreach (var old in plan.Folder.NewestSnapshots().Skip(SnapshotsKept).ToArray()) File.Delete(old);
            Report(new TrainingEvent.Saved(state.Step, newest));
        }

        public Fault Explained(Fault fault) => newest.Length == 0
            ? fault
            : fault with { File = newest,
                Hint = $"{fault.Hint} The newest snapshot is {newest}; --resume goes on from it." };

        private void Warn(DataFault fault) => observe(new TrainingEvent.Warned(fault.ToString()));
    }
}
