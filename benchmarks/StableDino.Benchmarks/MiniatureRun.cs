using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Runs;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>One small detector trained with one seed, and what came of it.</summary>
/// <param name="Model">The detector's name.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Ap">Box AP of the final weights, per cent, after suppression at 0.8 whatever the configuration says
/// (Table 6 compares so).</param>
/// <param name="Ap50">The same at IoU 0.5.</param>
/// <param name="MaskAp">Mask AP, per cent; none where the detector predicts boxes alone.</param>
/// <param name="Unstable">Per cent of the targets of the validation split whose query changed, for each decoder
/// layer.</param>
internal sealed record MiniatureRun(
    string Model, int Seed, double Ap, double Ap50, double? MaskAp, ImmutableArray<double> Unstable)
{
    /// <summary>
    /// Trains, measures and notes the result in the run's folder; a run that is finished is read, one that was stopped
    /// goes on.
    /// </summary>
    public static MiniatureRun Of(
        DetectorDefinition model, TrainingRecipe recipe, CocoDataset train, CocoDataset validation, string output)
    {
        var folder = new RunFolder(Path.Combine(output, $"{model.Name}-{recipe.Seed}"));
        var noted = Path.Combine(folder.Path, "miniature.json");
        if (File.Exists(noted)) return JsonSerializer.Deserialize<MiniatureRun>(File.ReadAllText(noted))!;

        var plan = new TrainingPlan(
            model, recipe, train, validation, folder, CPU, InitialWeights: Option<string>.None, Resume: true);
        RunPreparation.Folder(plan).IfLeft(Fail);
        using var state = RunPreparation.Start(plan, Console.Error.WriteLine).IfLeft(fault => throw Failure(fault));
        TrainingRun.Execute(plan, state, Show, CancellationToken.None).IfLeft(fault => throw Failure(fault));
        var run = Measured(state, recipe, validation);
        File.WriteAllText(noted, JsonSerializer.Serialize(run));
        return run;

        void Show(TrainingEvent what)
        {
            if (what is TrainingEvent.Stepped && state.Step % 100 == 0)
                Console.Error.WriteLine($"{model.Name}, seed {recipe.Seed}: step {state.Step} of {plan.Steps}");
        }
    }

    private static MiniatureRun Measured(TrainingState state, TrainingRecipe recipe, CocoDataset validation)
    {
        var selection =
            state.Definition.Config.PostProcessing with { Suppression =
                new SuppressionConfig.PerClass(IouThreshold: 0.8f) };
        var settings = new InferenceSettings(recipe.Evaluation, selection, CPU);
        var found = DataSetPrediction.Run(state.Detector, validation, settings);
        DetectionMetrics Of(EvaluationParameters what) =>
            CocoEvaluator.Evaluate(validation.Annotations, found, what).Metrics;
        var boxes = Of(EvaluationParameters.Boxes);
        var stability = StabilityMeasurement.Run(state.Detector, validation, settings)
            .IfLeft(bad => throw new InvalidOperationException(bad.Message));
        return new(
            state.Definition.Name, recipe.Seed, 100 * boxes.AP, 100 * boxes.AP50,
            state.Definition.Config.Masks is MaskConfig.None ? null : 100 * Of(EvaluationParameters.Masks).AP,
            [.. stability.Select(layer => layer.Percent)]);
    }

    private static void Fail(Fault fault) => throw Failure(fault);

    private static InvalidOperationException Failure(Fault fault) => new($"{fault.Message} {fault.Hint}");
}
