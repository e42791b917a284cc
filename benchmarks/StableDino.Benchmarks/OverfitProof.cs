using System.Diagnostics;
using System.Globalization;
using LanguageExt;
using StableDino.Cli.Demo;
using StableDino.Configuration;
using StableDino.Core;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Runs;
using StableDino.Zoo;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>
/// <c>overfit [NAME…] [--steps N]</c>: every small detector overfits 16 generated images. What
/// cannot, has a fault that no
/// forward pass shows. Each run ends when AP50 on those pictures reaches 0.85, and that of masks where masks are
/// predicted; the table goes to
/// docs/zoo-overfit.md.
/// </summary>
internal static class OverfitProof
{
    private const int Pictures = 16;
    private const int Side = 96;
    private const int Look = 50;               // steps between two evaluations
    private const double Enough = 0.85;

    public static int Run(string[] arguments)
    {
        var at = Array.IndexOf(arguments, "--steps");
        var steps = at < 0 ? 800 : int.Parse(arguments[at + 1], CultureInfo.InvariantCulture);
        var names = arguments.Where((_, i) => at < 0 || (i != at && i != at + 1)).ToArray();
        var all = Core.CompiledDetectors.All.Add(DinoTinyFocalGraph.Definition);
        var unknown = names.Except(all.Select(d => d.Name)).ToArray();
        if (unknown.Length > 0)
        {
            Console.Error.WriteLine(
                $"There is no model {string.Join(", ", unknown)}; `stable-dino models list` has the names.");
            return 2;
        }

        var chosen = all.Where(d => names.Length == 0 ? d.Config.Decoder.Width < 256 : names.Contains(d.Name))
            .ToArray();
        var folder = Directory.CreateTempSubdirectory("overfit");
        try
        {
            DemoScenes.Write(folder.FullName, trainCount: Pictures, valCount: 0, seed: 16, side: Side);
            var data = CocoDataset.Open(folder.FullName, "train2017")
                .IfFail(faults => throw new InvalidDataException(faults.First().Message));
            Console.WriteLine("| model | steps | AP50 | AP | mask AP50 | seconds |\n|---|---:|---:|---:|---:|---:|");
            return chosen.Count(definition => !Fits(definition, data, steps)) == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool Fits(DetectorDefinition definition, CocoDataset data, int steps)
    {
        var began = Stopwatch.GetTimestamp();
        var recipe = TrainingRecipe.SmallFromScratch with
        {
            Augmentation = AugmentationConfig.Fixed(Side), Evaluation = ResizeConfig.Of(Side), Batch = 8,
            Schedule = new ScheduleConfig(new RateDecay.Cosine(Floor: 0.05), WarmupSteps: 20),
        };
        var masks = definition.Config.Masks is MaskConfig.None ? Option<TargetMasks>.None
            : TargetMasks.Of(data)
                .Match(Option<TargetMasks>.Some, faults => throw new InvalidDataException(faults[0].Message));
        using var state = TrainingState.Start(definition, data.Classes.Categories, recipe, CPU);
        var loss = CriterionLoss.Of(definition.Config);
        var result = Evaluate(state, data, recipe);
        foreach (var batch in BatchSource.Training(data, recipe.Augmentation, definition.Config.Pixels, recipe.Batch,
            recipe.Seed, 0, workers: 1, CancellationToken.None, masks: masks))
        {
            using (batch)
                StableDino.Runs.TrainingStep.Run(state, recipe, loss, [batch], steps, detailed: false)
                    .IfLeft(fault => throw new InvalidOperationException(fault.Message));
            if (state.Step % Look != 0 && state.Step < steps) continue;
            result = Evaluate(state, data, recipe);
            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"{definition.Name}: step {state.Step}, AP50 {result.Ap50:F3}, "
                    + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"));
            if (result.Fits || state.Step >= steps) break;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {definition.Name} | {state.Step} | {result.Ap50:F3} | {result.Ap:F3} | "
            + $"{(result.MaskAp50 is { } of ? string.Create(CultureInfo.InvariantCulture, $"{of:F3}") : "")} | "
            + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F0} |"));
        return result.Fits;
    }

    private static Learned Evaluate(TrainingState state, CocoDataset data, TrainingRecipe recipe)
    {
        var settings = new InferenceSettings(
            recipe.Evaluation, state.Definition.Config.PostProcessing, CPU, Batch: Pictures);
        var found = DataSetPrediction.Run(state.Detector, data, settings);
        DetectionMetrics Of(EvaluationParameters what) => CocoEvaluator.Evaluate(data.Annotations, found, what).Metrics;
        var boxes = Of(EvaluationParameters.Boxes);
        return new(boxes.AP50, boxes.AP,
            state.Definition.Config.Masks is MaskConfig.None ? null : Of(EvaluationParameters.Masks).AP50);
    }

    private sealed record Learned(double Ap50, double Ap, double? MaskAp50)
    {
        public bool Fits => Ap50 >= Enough && MaskAp50 is not < Enough;
    }
}
