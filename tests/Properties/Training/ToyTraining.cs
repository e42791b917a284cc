using System.Collections.Immutable;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Training;

/// <summary>
/// A recipe, batches and a loss for <see cref="ToyDetector"/>: batches follow from their index, the loss adds over
/// images.
/// </summary>
internal static class ToyTraining
{
    public static ImmutableArray<CocoCategory> Classes { get; } = [new(1, "cat"), new(2, "dog")];

    public static TrainingRecipe Recipe { get; } = TrainingRecipe.TwelveEpochs with
    {
        Length = new RunLength.Steps(8),
        Batch = 2,
        LogEvery = 2,
        Optimizer = new OptimizerConfig(LearningRate: 1e-2),
    };

    public static TrainingState Start(TrainingRecipe recipe, DetectorDefinition? definition = null) =>
        TrainingState.Start(definition ?? ToyDetector.Definition, Classes, recipe, CPU);

    /// <summary>Batch k: random pixels and one to three targets an image, the same for the same k.</summary>
    public static Batch BatchOf(long index, int images)
    {
        using var generator = new Generator((ulong)(1000 + index), CPU);
        var counts = Enumerable.Range(0, images).Select(i => 1 + (int)((index + i) % 3)).ToImmutableArray();
        var total = counts.Sum();
        return new Batch(
            new ImageBatch(randn([images, 3, 16, 16], generator: generator),
                zeros([images, 16, 16], dtype: ScalarType.Bool), [.. counts.Select(_ => new ImageSize(16, 16))]),
            new Targets(zeros([total], dtype: int64), rand([total, 4], generator: generator), counts), []);
    }

    public static IEnumerable<Batch> From(long first, int images)
    {
        for (var index = first; ; index++) yield return BatchOf(index, images);
    }

    /// <summary>Σ over images of targets · (logits² + boxes), over the normaliser.</summary>
    public static Either<string, BatchLoss> Loss(DetectorOutput output, Targets targets, Option<NoisedTargets> noised,
        double normaliser, Option<StableDino.Objective.MaskSupervision> masks)
    {
        var weights = tensor([.. targets.Counts.Select(count => (float)count)]).reshape(1, -1, 1, 1);
        var classes = (output.Layers.Logits.square() * weights).sum() / normaliser;
        var boxes = ((output.Layers.Boxes - 0.3f).abs() * weights).sum() / normaliser;
        var (classValue, boxValue) = (classes.item<float>(), boxes.item<float>());
        return new BatchLoss(classes + boxes, () => [("loss_class", classValue), ("loss_bbox", boxValue)], () => [50]);
    }

    public static List<StepReport> Train(TrainingState state, TrainingRecipe recipe, long until, long steps = 8) =>
        [.. TrainingLoop.Run(state, recipe, Loss, From(state.Step * recipe.Accumulation, recipe.Batch), steps)
            .TakeWhile(_ => true).Take((int)(until - state.Step))
            .Select(step =>
                step.Match(done => done.Report, fault => throw new InvalidOperationException(fault.Message)))];

    public static string Fingerprint(IEnumerable<(ParameterInfo Info, Tensor Value)> tensors) =>
        string.Join('\n', tensors.Select(entry => $"{entry.Info.Name} {Hash(entry.Value)}"));

    public static string Fingerprint(TrainingState state) =>
        Fingerprint(DetectorState.Distinct(state.Detector, state.Definition))
            + state.Average.Map(average => "\naverage\n" + Fingerprint(average.Values)).IfNone("")
            + string.Concat(
                state.Optimizer.State.Select(moments =>
                    $"\n{moments.Name} {Hash(moments.First)} {Hash(moments.Second)} {moments.Step.item<float>()}"));

    private static string Hash(Tensor value) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(value.detach().contiguous().bytes));
}
