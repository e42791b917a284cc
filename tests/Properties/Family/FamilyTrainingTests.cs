using LanguageExt;
using StableDino.Cli.Demo;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>The small detectors of the family learn through the ordinary training step.</summary>
[Collection(GlobalRandomness.Name)]
public class FamilyTrainingTests
{
    public static TheoryData<string> Small { get; } = new(
        Known.Where(d => d.Config.Decoder.Width < 256).Select(d => d.Name));

    // The library's, and one that judges positions by masks.
    private static IEnumerable<DetectorDefinition> Known =>
        Core.CompiledDetectors.All.Append(
            CompiledDetectors.All.Single(d =>
                d.Config.Masks is MaskConfig.PixelEmbedding { Metric: PositionMetric.MaskIou }));

    [Theory, MemberData(nameof(Small))]
    public void Two_steps_on_generated_scenes_are_finite_and_reach_every_parameter(string name)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        DemoScenes.Write(folder.Path, trainCount: 2, valCount: 0, seed: 7, side: 96);
        var data = CocoDataset.Open(folder.Path, "train2017")
            .IfFail(faults => throw new InvalidDataException(faults.First().Message));
        var definition = Known.Single(d => d.Name == name);
        var recipe = TrainingRecipe.SmallFromScratch with { Batch = 2 };
        using var state = TrainingState.Start(definition, data.Classes.Categories, recipe, CPU);
        var wanted = definition.Config.Masks as MaskConfig.PixelEmbedding;
        var masks = wanted is null ? Option<TargetMasks>.None : TargetMasks.Of(data)
            .Match(Option<TargetMasks>.Some, faults => throw new InvalidDataException(faults[0].Message));
        using var batch =
            BatchSource.Evaluation(data, ResizeConfig.Of(96), definition.Config.Pixels, 2, 1, CancellationToken.None,
                masks: masks).Single();
        Assert.True(batch.Targets.Total > 0);
        var loss = CriterionLoss.Of(definition.Config);
        for (var step = 0; step < 2; step++)
        {
            var report = TrainingStep.Run(state, recipe, loss, [batch], 2, detailed: true)
                .IfLeft(fault => throw new InvalidOperationException(fault.Message));
            Assert.Equal(wanted is not null, report.Terms.Any(term => term.Name == "loss_dice" && term.Value > 0));
            Assert.All(report.Terms, term => Assert.True(double.IsFinite(term.Value), term.Name));
            Assert.True(double.IsFinite(report.Loss) && report.Loss > 0);
        }

        using var generator = new Generator(3, CPU);
        var noised = DenoisingQueries.Draw(definition.Config, batch.Targets, data.Classes.Count, generator);
        using var again =
            Criterion.Evaluate(state.Detector.call(batch.Images, noised), batch.Targets, noised, definition.Config,
                masks: Masks(wanted, batch, generator))
                .IfLeft(fault => throw new InvalidOperationException(fault.ToString()));
        again.Total.backward();
        Assert.All(
            state.Detector.named_parameters().Where(pair => pair.parameter.requires_grad),
            pair => Assert.True(pair.parameter.grad is { } gradient && gradient.isfinite().all().item<bool>(),
                $"{pair.name} has no finite gradient"));
    }

    private static Option<MaskSupervision> Masks(MaskConfig.PixelEmbedding? wanted, Batch batch, Generator generator) =>
        batch.Masks.Map(target => new MaskSupervision(target, new SeededMaskDraws(wanted!.Points, generator, CPU)));
}
