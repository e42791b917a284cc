using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using static LanguageExt.Prelude;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>
/// One optimizer step: forward, loss and backward for each part, then clipping, AdamW and the running average.
/// </summary>
public static class TrainingStep
{
    /// <summary>Takes the step that follows <see cref="TrainingState.Step"/>.</summary>
    /// <remarks>
    /// The loss of every part is divided by the targets of all parts, so that the gradients sum to those of one large
    /// batch; what depends on
    /// the batch itself (batch statistics, the number of denoising groups) is each part's own. The loss and the
    /// gradient's norm are read
    /// before any weight changes: a step that is not finite leaves the weights as they were.
    /// </remarks>
    /// <param name="state">Changed.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="loss">What to minimise.</param>
    /// <param name="parts">The step's batches, on any device; the caller keeps them.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <param name="detailed">Whether to read terms and unstable scores.</param>
    /// <param name="noise">Denoising queries for a part's targets and seed; by default drawn as the detector's
    /// configuration asks.</param>
    /// <param name="clock">Hears which part of the step has ended; a <see cref="StageWatch"/> adds the stages of the
    /// forward pass.</param>
    public static Either<Fault, StepReport> Run(
        TrainingState state, TrainingRecipe recipe, BatchLossFunction loss, ImmutableArray<Batch> parts, long steps,
        bool detailed,
        Func<Targets, long, Option<NoisedTargets>>? noise = null, Option<StageClock> clock = default)
    {
        using var scope = NewDisposeScope();
        void Mark(string part) => clock.IfSome(running => running.Mark(part));
        state.Detector.train();
        state.Optimizer.ZeroGrad();
        var groundTruths = Math.Max(1, parts.Sum(part => part.Targets.Total));
        var totals = new List<Tensor>();
        var losses = new List<BatchLoss>();
        for (var part = 0; part < parts.Length; part++)
        {
            var made = Pass(state, recipe, loss, parts[part], part, groundTruths,
                noise ?? ((targets, seed) => Noise(state, targets, seed)), Mark);
            if (made.Case is string problem) return Broken(state, problem);
            made.IfRight(one =>
            {
                one.Total.backward();
                ReturnedGradients.Release();
                Mark("backward");
                totals.Add(one.Total.detach());
                losses.Add(one);
            });
        }

        var clip = recipe.Optimizer.ClipNorm > 0 ? recipe.Optimizer.ClipNorm : double.PositiveInfinity;
        var norm = GradientClipping.ByNorm(state.Trained, Math.Min(clip, float.MaxValue));
        var read = stack([.. totals, norm]).to(float64).cpu().data<double>().ToArray();
        Mark("clipping");
        if (!read.All(double.IsFinite)) return Broken(state, Culprit(losses, read));

        var rate = RateSchedule.LearningRate(recipe, state.Step, steps);
        state.Optimizer.Step(rate);
        state.Optimizer.ZeroGrad();
        state.Average.IfSome(average => average.Update(state.Detector, state.Definition, state.Step));
        Mark("optimizer");
        state.Step++;
        return new StepReport(
            state.Step, read[..^1].Sum(), read[^1], rate, parts.Sum(part => part.Images.Count),
            detailed ? Sum(losses) : [], detailed ? losses[^1].Unstable() : []);
    }

    private static Either<string, BatchLoss> Pass(
        TrainingState state, TrainingRecipe recipe, BatchLossFunction loss, Batch batch, int part, double groundTruths,
        Func<Targets, long, Option<NoisedTargets>> noise, Action<string> mark)
    {
        var seed = StepSeed.Of(recipe.Seed, state.Step, part);
        using var seeded = torch.random.manual_seed(seed);
        var images = batch.Images.To(state.Device);
        var targets = batch.Targets.To(state.Device);
        var noised = noise(targets, seed);
        using var drawn = new Generator((ulong)StepSeed.Of(recipe.Seed, state.Step, ~part), CPU);
        var masks = Masks(state, batch, drawn);
        mark("preparation");
        DetectorOutput output;
        using (recipe.Precision == Precision.Bf16 ? Autocast.BFloat16(state.Device.type) : null)
            output = state.Detector.call(images, noised);
        var made = loss(recipe.Precision == Precision.Bf16 ? SinglePrecision.Of(output) : output, targets, noised,
            groundTruths, masks);
        mark("criterion");
        return made;
    }

    private static Option<MaskSupervision> Masks(TrainingState state, Batch batch, Generator drawn) =>
        state.Definition.Config.Masks is MaskConfig.PixelEmbedding { Points: var points }
            ? batch.Masks.Map(masks =>
                new MaskSupervision(masks.To(state.Device), new SeededMaskDraws(points, drawn, state.Device)))
            : None;

    private static Option<NoisedTargets> Noise(TrainingState state, Targets targets, long seed)
    {
        if (targets.Total == 0) return None;
        using var generator = new Generator((ulong)seed, CPU);
        return DenoisingQueries.Draw(state.Definition.Config, targets, state.Classes.Length, generator);
    }

    private static ImmutableArray<(string Name, double Value)> Sum(IEnumerable<BatchLoss> losses) =>
        [.. losses.SelectMany(one => one.Terms()).GroupBy(term => term.Name)
            .Select(same => (same.Key, same.Sum(term => term.Value)))];

    private static string Culprit(IEnumerable<BatchLoss> losses, double[] read) =>
        losses.SelectMany(one => one.Terms()).Where(term => !double.IsFinite(term.Value))
            .Select(term => $"The loss term '{term.Name}' is {term.Value}")
            .FirstOrDefault(read[..^1].All(double.IsFinite)
                ? $"The gradient's norm is {read[^1]}"
                : "The loss is not finite");

    private static Fault Broken(TrainingState state, string what) =>
        new($"{what} in step {state.Step + 1}; the weights are those of step {state.Step}.",
            Hint: "Look at the data of that step; if it is sound, lower the learning rate or begin with warm-up "
                + "(--set schedule.warmupSteps=N).");
}
