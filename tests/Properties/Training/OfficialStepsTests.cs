using System.Collections.Immutable;
using LanguageExt;
using StableDino.Data;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Training;

/// <summary>
/// Six training steps of whole models against the official code: groups, clipping, AdamW and all.
/// </summary>
[Collection(GlobalRandomness.Name), Trait("Category", "Parity")]
public class OfficialStepsTests
{
    private const string Steps = "six steps";

    public static IEnumerable<object[]> Trainings => GoldenFile.Files(GoldenKind.Training);

    private static TrainingRecipe Recipe { get; } =
        TrainingRecipe.TwelveEpochs with { Schedule = new ScheduleConfig(new RateDecay.Constant()) };

    [SkippableTheory, MemberData(nameof(Trainings))]
    public void Six_steps_follow_the_official_code(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        Skip.IfNot(file.Has("loss_steps"), $"{path} records no steps");
        var detector = TinyModels.Build(file);
        var definition = Definition(detector);
        using var state = TrainingState.Start(
            definition, detector,
            [.. Enumerable.Range(0, detector.Classes).Select(i => new CocoCategory(i + 1, $"class {i}"))], Recipe, CPU);
        var images = TinyModels.Batch(detector.Config.Pixels,
            [.. file.Names.Where(name => name.StartsWith("image", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(name => file[name])]);
        var batch = new Batch(images, TinyModels.Targets(file, images.Sizes), []);
        var denoising = Model.TinyModels.Denoising(detector.Config);
        Option<NoisedTargets> Recorded(Targets targets, long seed) =>
            ContrastiveDenoising.Prepare(
                targets, denoising, detector.Classes, DenoisingTests.Draws(file, "", denoising));

        var expected = file["loss_steps"].data<float>().ToArray();
        var order = file.Json.GetProperty("cases").GetProperty("losses").GetProperty("order").EnumerateArray()
            .Select(name => name.GetString()!).ToArray();
        var loss = CriterionLoss.Of(detector.Config);
        for (var step = 0; step < expected.Length; step++)
        {
            var report = TrainingStep.Run(state, Recipe, loss, [batch], expected.Length, detailed: true, Recorded)
                .Match(done => done, fault => throw new InvalidOperationException(fault.Message));
            file.Compare(Steps, Noise.TotalLoss, file["loss_steps"][step], [report.Loss], $"loss after {step} steps");
            foreach (var (name, i) in order.Select((name, i) => (name, i)))
                file.Compare(Steps, Noise.LossTerm, file["loss_steps_all"][step, i],
                    [report.Terms.Single(term => term.Name == name).Value], $"{name} after {step} steps");
            if (step == 0) Parameters(file, definition, detector);
        }
    }

    [SkippableTheory, MemberData(nameof(Trainings))]
    public void Every_parameter_has_the_official_rate_and_decay(string path)
    {
        using var file = GoldenFile.Open(path);
        var settings = file.Json.GetProperty("cases").GetProperty("params");
        Skip.IfNot(settings.TryGetProperty("lr_wd", out var rates), $"{path} records no groups");
        using var detector = TinyModels.Build(file);
        var groups = OptimizerGroups.Of(Definition(detector).Parameters(detector.Classes), Recipe.Optimizer)
            .SelectMany(group => group.Parameters.Select(name => (name, group)))
            .ToDictionary(pair => pair.name, pair => pair.group);
        var (names, learned) = (Names(file), settings.GetProperty("requires_grad"));
        var frozen = detector.OfficialParameters().Where(pair => !pair.Value.requires_grad)
            .Select(pair => pair.Official).ToHashSet();
        Assert.Equal(names.Length, groups.Count);
        for (var i = 0; i < names.Length; i++)
        {
            Assert.Equal(!learned[i].GetBoolean(), frozen.Contains(names[i]));
            if (frozen.Contains(names[i])) continue;
            Assert.Equal(rates[i][0].GetDouble(), Recipe.Optimizer.LearningRate * groups[names[i]].RateFactor, 1e-12);
            Assert.Equal(rates[i][1].GetDouble(), groups[names[i]].WeightDecay, 1e-12);
        }
    }

    private static void Parameters(GoldenFile file, DetectorDefinition definition, Detector detector)
    {
        using var scope = NewDisposeScope();
        var recorded = file["param_first8_after1"];
        var names = Names(file);
        var state = detector.state_dict();
        var own = definition.Parameters(detector.Classes).ToDictionary(info => info.Name, info => info.OwnName);
        for (var i = 0; i < names.Length; i++)
        {
            var value = state[own[names[i]]].detach().flatten();
            var count = Math.Min(8, value.shape[0]);
            file.Compare(Steps, Noise.Formula, file["param_norm_after1"][i], value.norm(),
                $"norm of {names[i]} after one step");
            file.Compare(Steps, Noise.Parameter, recorded[i].narrow(0, 0, count), value.narrow(0, 0, count),
                $"{names[i]} after one step");
        }
    }

    // Recorded under the decoder's names for the heads, which are second names here.
    private static string[] Names(GoldenFile file) =>
        [.. file.Json.GetProperty("cases").GetProperty("params").GetProperty("names").EnumerateArray()
            .Select(name => name.GetString()!)
            .Select(name =>
                name.Contains("_embed.", StringComparison.Ordinal)
                    && name.StartsWith("transformer.decoder.", StringComparison.Ordinal)
                    ? name["transformer.decoder.".Length..]
                    : name)];

    private static DetectorDefinition Definition(AssembledDetector detector)
    {
        var learned = detector.named_parameters().Select(pair => pair.name).ToHashSet();
        ImmutableArray<ParameterInfo> infos = [.. detector.state_dict().Select(pair => new ParameterInfo(
            AssembledDetector.Official(pair.Key), pair.Key, [.. pair.Value.shape],
            learned.Contains(pair.Key) ? ParameterKind.Weight : ParameterKind.Buffer))];
        return new("recorded", detector.Config, _ => throw new NotSupportedException("built already"),
            _ => infos, [], "");
    }
}
