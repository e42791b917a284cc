using LanguageExt;
using StableDino.Configuration;
using StableDino.Denoising;
using StableDino.Detectors;
using StableDino.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>
/// Whole models against the official code. The bars are ten times the noise that the official code itself shows between thread counts
/// and convolution kernels: 3e-6 on logits, 4e-7 on boxes and relative to the total loss; relative to a parameter's gradient norm, 2e-6
/// on that norm and 1e-6 on single entries.
/// </summary>
public class WholeModelTests
{
    private const double LogitBar = 3e-5;
    private const double BoxBar = 4e-6;
    private const double TotalBar = 4e-6;
    private const double NormBar = 2e-5;
    private const double GradientBar = 1e-5;

    public static IEnumerable<object[]> Evaluations => GoldenFile.Files("tiny.*_eval");

    public static IEnumerable<object[]> Trainings => GoldenFile.Files("tiny.*_train(_.*)?");

    [SkippableTheory, MemberData(nameof(Evaluations))]
    public void Evaluation_agrees_with_the_official_code_stage_by_stage(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        var detector = TinyModels.Build(file);
        detector.eval();
        Tensor[] images = [.. Enumerable.Range(0, file.Json.GetProperty("cases").GetProperty("config").GetProperty("image_sizes").GetArrayLength())
            .Select(i => file[$"image{i}"])];

        Compare("batch", images);
        for (var i = 0; i < images.Length; i++) Compare($"single{i}", images[i]);

        void Compare(string id, params Tensor[] chosen)
        {
            var trace = detector.Trace(TinyModels.Batch(detector.Config.Pixels, chosen), Option<NoisedTruths>.None);
            if (file.Has($"{id}.res3"))
                for (var i = 0; i < 3; i++) Parity.Close(file[$"{id}.res{i + 3}"], trace.Features.Maps[i], LogitBar, $"{id} res{i + 3}");
            for (var i = 0; i < 4; i++) Parity.Close(file[$"{id}.neck{i}"], trace.Pyramid.Maps[i], LogitBar, $"{id} level {i}");
            Parity.Close(file[$"{id}.memory"], trace.Memory.Memory, LogitBar, $"{id} memory");
            Parity.Close(file[$"{id}.init_reference"], trace.Queries.References, BoxBar, $"{id} initial references");
            Parity.Close(file[$"{id}.inter_states"], trace.States.States, LogitBar, $"{id} states");
            Parity.Close(file[$"{id}.inter_references"].narrow(0, 0, -1 + trace.States.States.shape[0]),
                trace.States.References.narrow(0, 1, -1 + trace.States.States.shape[0]), BoxBar, $"{id} references");
            Outputs(file, $"{id}.", trace.Output);
        }
    }

    /// <summary>The graph that the config compiler emits for the same configuration gives the very same numbers.</summary>
    [SkippableTheory, MemberData(nameof(Evaluations))]
    public void A_compiled_graph_agrees_to_the_bit_with_the_stages_put_together_by_hand(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        using var assembled = TinyModels.Build(file);
        var definition = CompiledDetectors.All.SingleOrDefault(entry => entry.Config with { Name = assembled.Config.Name } == assembled.Config);
        Skip.If(definition is null, $"no compiled configuration is that of {path}");
        using var compiled = definition!.Build(assembled.Classes);
        var weights = assembled.OfficialState().ToDictionary(pair => pair.Official, pair => pair.Value);
        var own = compiled.state_dict();
        foreach (var entry in definition.Parameters(assembled.Classes).Where(entry => entry.Kind != ParameterKind.Alias))
            own[entry.OwnName].copy_(weights[entry.Name]);

        var images = TinyModels.Batch(assembled.Config.Pixels, file["image0"], rand_like(file["image0"]).narrow(2, 0, 80) * 255);
        foreach (var training in new[] { false, true })
        {
            assembled.train(training);
            compiled.train(training);
            var (expected, actual) = (assembled.call(images, Option<NoisedTruths>.None), compiled.call(images, Option<NoisedTruths>.None));
            Parity.Same(expected.Layers.Logits, actual.Layers.Logits, "logits");
            Parity.Same(expected.Layers.Boxes, actual.Layers.Boxes, "boxes");
            Parity.Same(expected.Proposals.Value().Logits, actual.Proposals.Value().Logits, "proposal logits");
        }
    }

    [SkippableTheory, MemberData(nameof(Trainings))]
    public void The_training_forward_pass_agrees_with_the_official_code(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        var detector = TinyModels.Build(file);
        detector.train();
        var (images, _, noised) = TrainingBatch(file, detector);
        var trace = detector.Trace(images, noised);

        Outputs(file, "", trace.Output);
        Assert.Equal(file.Has("dn_class_all"), trace.Output.Denoising.IsSome);
        if (!file.Has("dn_class_all")) return;
        Parity.Close(file["memory"], trace.Memory.Memory, LogitBar, "memory");
        Parity.Close(file["init_reference"], trace.Queries.References, BoxBar, "initial references");
        Parity.Close(file["dn_class_all"], trace.Output.Denoising.Value().Logits, LogitBar, "denoising logits");
        Parity.Close(file["dn_coord_all"], trace.Output.Denoising.Value().Boxes, BoxBar, "denoising boxes");
    }

    [SkippableTheory, MemberData(nameof(Trainings))]
    public void Loss_and_gradients_agree_with_the_official_code(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        using var detector = TinyModels.Build(file);
        detector.train();
        var (images, targets, noised) = TrainingBatch(file, detector);
        using var report = Criterion.Evaluate(detector.call(images, noised), targets, noised, detector.Config.Losses, detector.Config.Matching)
            .IfLeft(fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
        Parity.Close(file["total_loss"], report.Total.detach(), TotalBar, "total loss");
        report.Total.backward();

        var parameters = detector.OfficialParameters().ToDictionary(pair => pair.Official, pair => pair.Value);
        var names = file.Json.GetProperty("cases").GetProperty("params").GetProperty("names").EnumerateArray()
            .Select(name => name.GetString()!.Replace("transformer.decoder.class_embed", "class_embed", StringComparison.Ordinal)
                .Replace("transformer.decoder.bbox_embed", "bbox_embed", StringComparison.Ordinal)).ToList();
        var (norms, first) = (file["grad_norm"].data<float>().ToArray(), file["grad_first8"]);
        var none = names.Where((name, i) => norms[i] <= 0).ToList();
        Assert.All(none, name => Assert.True(parameters[name].grad is null || parameters[name].grad!.norm().item<float>() == 0, name));
        foreach (var (name, i) in names.Select((name, i) => (name, i)).Where(pair => !none.Contains(pair.name)))
        {
            // The key third of every fused bias has no gradient but rounding; compare with what the whole parameter gets.
            var gradient = parameters[name].grad!;

            // In one recorded batch (3 x 3, empty truths) a single rectified unit after res3.0.conv1 has an input within rounding of
            // zero, and everything before it is off by up to 1.9e-5 however the convolutions are computed; the rest is below 1.6e-6.
            var slack = name.StartsWith("backbone", StringComparison.Ordinal) ? 2 : 1;
            Parity.Close(tensor(norms[i]), gradient.norm(), slack * NormBar, $"norm of the gradient of {name}", least: norms[i]);
            var head = gradient.flatten().narrow(0, 0, Math.Min(8, gradient.numel()));
            Parity.Close(first[i].narrow(0, 0, head.shape[0]), head, slack * GradientBar, $"gradient of {name}", least: norms[i]);
        }
    }

    // A recorded batch without truths uses the images of the recorded batch with them.
    private static (ImageBatch Images, Targets Targets, Option<NoisedTruths> Noised) TrainingBatch(GoldenFile file, AssembledDetector detector)
    {
        using var sibling = GoldenFile.Open(file.Path.Replace("_allempty", "", StringComparison.Ordinal));
        var images = TinyModels.Batch(detector.Config.Pixels,
            [.. sibling.Names.Where(name => name.StartsWith("image", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => sibling[name])]);
        if (!file.Has("rand_part"))
            return (images, new Targets(zeros(0, ScalarType.Int64), zeros(0, 4), [.. images.Sizes.Select(_ => 0)]), Option<NoisedTruths>.None);

        var targets = TinyModels.Targets(file, images.Sizes);
        var denoising = (DenoisingConfig.Contrastive)detector.Config.Denoising;
        return (images, targets, ContrastiveDenoising.Prepare(targets, denoising, detector.Classes, DenoisingTests.Draws(file, "", denoising)));
    }

    private static void Outputs(GoldenFile file, string prefix, DetectorOutput output)
    {
        Parity.Close(file[$"{prefix}class_all"], output.Layers.Logits, LogitBar, $"{prefix}logits");
        Parity.Close(file[$"{prefix}coord_all"], output.Layers.Boxes, BoxBar, $"{prefix}boxes");
        if (!file.Has($"{prefix}enc_logits")) return;
        Parity.Close(file[$"{prefix}enc_logits"], output.Proposals.Value().Logits[0], LogitBar, $"{prefix}proposal logits");
        Parity.Close(file[$"{prefix}enc_boxes"], output.Proposals.Value().Boxes[0], BoxBar, $"{prefix}proposal boxes");
    }
}
