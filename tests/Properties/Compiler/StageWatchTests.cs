using LanguageExt;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Runs;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Compiler;

/// <summary>What <c>train --profile</c> and <c>bench</c> show of the zoo's detectors.</summary>
[Collection(GlobalRandomness.Name)]
public class StageWatchTests
{
    private const int Side = 64, Classes = 3;

    public static TheoryData<string> Small { get; } = new(
        Core.CompiledDetectors.All.Where(d => d.Config.Decoder.Width < 256).Select(d => d.Name));

    [Theory, MemberData(nameof(Small))]
    public void Every_stage_is_in_the_profile_and_only_the_loss_is_on_the_criterion(string name)
    {
        using var scope = NewDisposeScope();
        var definition = Core.CompiledDetectors.All.Single(d => d.Name == name);
        var recipe = TrainingRecipe.SmallFromScratch with { Batch = 1 };
        using var state = TrainingState.Start(
            definition, [.. Enumerable.Range(1, Classes).Select(id => new CocoCategory(id, $"{id}"))], recipe, CPU);
        var clock = new StageClock(CPU);
        using var watch = StageWatch.On(state.Detector, clock);
        var criterion = CriterionLoss.Of(definition.Config);
        string[] beforeTheLoss = [];
        Either<string, BatchLoss> Loss(
            DetectorOutput output, Targets targets, Option<NoisedTargets> noised, double normaliser,
            Option<MaskSupervision> masks)
        {
            beforeTheLoss = Names(clock);
            return criterion(output, targets, noised, normaliser, masks);
        }

        using var batch = BatchOf(definition);
        TrainingStep.Run(state, recipe, Loss, [batch], steps: 8, detailed: false, clock: clock)
            .IfLeft(fault => throw new InvalidOperationException(fault.Message));

        // With masks beside boxes nothing calls the box predictors: the mask predictors apply their weights.
        var stages = state.Detector.named_children().Select(child => child.name)
            .Where(child => child != "heads" || definition.Config.Masks is MaskConfig.None).ToList();
        Assert.Equal(stages.Prepend("preparation"), beforeTheLoss);
        Assert.Equal(["criterion", "backward", "clipping", "optimizer"], Names(clock));
        Assert.Equal(stages, state.Detector.StagesInOrder.Select(stage => stage.Name));
        Assert.Subset(definition.Stages.Select(Field).ToHashSet(), stages.ToHashSet());
    }

    private static string Field(StageInfo stage) => char.ToLowerInvariant(stage.Name[0]) + stage.Name[1..];

    private static string[] Names(StageClock clock) => [.. clock.Take().Select(time => time.Stage)];

    private static Batch BatchOf(DetectorDefinition definition) => new(
        new ImageBatch(randn([1, 3, Side, Side]), zeros([1, Side, Side], dtype: @bool), [new ImageSize(Side, Side)]),
        new Targets(tensor(new long[] { 0, 2 }),
            tensor(new[,] { { 0.5f, 0.5f, 0.4f, 0.4f }, { 0.3f, 0.6f, 0.3f, 0.2f } }), [2]),
        [],
        definition.Config.Masks is MaskConfig.None
            ? Option<InstanceMasks>.None : new InstanceMasks(rand([2, Side, Side]).lt(0.5)));
}
