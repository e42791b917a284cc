using System.Collections.Immutable;
using System.Globalization;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Whole models against the official code, to ten times the noise it shows itself.</summary>
[Trait("Category", "Parity")]
public class WholeModelTests
{
    private const string Forward = "training forward";
    private const string Backward = "loss and gradients";

    public static IEnumerable<object[]> Evaluations => GoldenFile.Files(GoldenKind.Evaluation);

    public static IEnumerable<object[]> Trainings => GoldenFile.Files(GoldenKind.Training);

    [SkippableTheory, MemberData(nameof(Evaluations))]
    public void Evaluation_agrees_with_the_official_code_stage_by_stage(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        var detector = TinyModels.Build(file);
        detector.eval();
        Tensor[] images =
            [.. Enumerable.Range(
                0, file.Json.GetProperty("cases").GetProperty("config").GetProperty("image_sizes").GetArrayLength())
                .Select(i => file[$"image{i}"])];

        Compare("batch", images);
        for (var i = 0; i < images.Length; i++) Compare($"single{i}", images[i]);

        void Compare(string id, params Tensor[] chosen)
        {
            var batch = TinyModels.Batch(detector.Config.Pixels, chosen);
            var trace = detector.Trace(batch, Option<NoisedTargets>.None);
            if (file.Has($"{id}.res3"))
                for (var i = 0; i < 3; i++)
                    file.Compare(id, Noise.Features, file[$"{id}.res{i + 3}"], trace.Features.Maps[i], $"res{i + 3}");
            for (var i = 0; i < 4; i++)
                file.Compare(id, Noise.Features, file[$"{id}.neck{i}"], trace.Pyramid.Maps[i], $"level {i}");
            file.Compare(id, Noise.Features, file[$"{id}.memory"], trace.Memory.Memory, "memory");
            file.Compare(id, Noise.Boxes, file[$"{id}.init_reference"], trace.Queries.References, "initial references");
            file.Compare(id, Noise.Features, file[$"{id}.inter_states"], trace.States.States, "states");
            file.Compare(id, Noise.Boxes,
                file[$"{id}.inter_references"].narrow(0, 0, -1 + trace.States.States.shape[0]),
                stack(trace.States.References.Skip(1)), "references");
            file.Compare(id, Noise.Exact, file[$"{id}.topk_proposals"], trace.Ranked, "ranks of the proposals");
            Outputs(file, id, $"{id}.", trace.Output);
            for (var i = 0; i < chosen.Length; i++)
                Detections(id, trace.Output, batch.Sizes, i,
                    id == "batch" ? i : int.Parse(id["single".Length..], CultureInfo.InvariantCulture));
        }

        void Detections(string id, DetectorOutput output, ImmutableArray<ImageSize> seen, int at, int image)
        {
            var settings = file.Json.GetProperty("cases").GetProperty("config");
            var size = settings.GetProperty("out_sizes")[image];
            ImmutableArray<ImageSize> original =
                [.. seen.Select(_ => new ImageSize(size[0].GetInt32(), size[1].GetInt32()))];
            foreach (var (name, suppression) in new (string, SuppressionConfig)[]
                { ("det", new SuppressionConfig.None()), ("det_nms", new SuppressionConfig.PerClass(0.8f)),
                    ("det_nms40_", new SuppressionConfig.PerClass(0.4f)) })
            {
                var config = new PostProcessingConfig(suppression, settings.GetProperty("select").GetInt32());
                var boxes = StableDino.Network.PostProcessing.Select(
                    output, new Score.Sigmoid(), config, seen, original)[at].Boxes;
                var recorded = $"{id}.{name}{image}";
                file.Compare(id, Noise.Exact, file[$"{recorded}.classes"], [.. boxes.Select(box => (double)box.Class)],
                    $"classes of {name}");
                file.Compare(id, Noise.Scores, file[$"{recorded}.scores"], [.. boxes.Select(box => (double)box.Score)],
                    $"scores of {name}");
                file.Compare(id, Noise.Boxes, file[$"{recorded}.boxes"] / original[at].Width,
                    tensor(boxes.SelectMany(box => new[] { box.X0, box.Y0, box.X1, box.Y1 }).ToArray()).view(-1, 4)
                    / original[at].Width, $"boxes of {name}, over the width");
            }
        }
    }

    /// <summary>
    /// The graph that the config compiler emits for the same configuration gives the very same numbers.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Evaluations))]
    public void A_compiled_graph_agrees_to_the_bit_with_the_stages_put_together_by_hand(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        using var assembled = TinyModels.Build(file);
        var definition = CompiledDetectors.All.SingleOrDefault(entry =>
            entry.Config with { Name = assembled.Config.Name } == assembled.Config);
        Skip.If(definition is null, $"no compiled configuration is that of {path}");
        using var compiled = definition!.Build(assembled.Classes);
        var weights = assembled.OfficialState().ToDictionary(pair => pair.Official, pair => pair.Value);
        var own = compiled.state_dict();
        foreach (var entry in definition.Parameters(assembled.Classes)
            .Where(entry => entry.Kind != ParameterKind.Alias))
            own[entry.OwnName].copy_(weights[entry.Name]);

        var images = TinyModels.Batch(
            assembled.Config.Pixels, file["image0"], rand_like(file["image0"]).narrow(2, 0, 80) * 255);
        foreach (var training in new[] { false, true })
        {
            assembled.train(training);
            compiled.train(training);
            var (expected, actual) =
                (assembled.call(images, Option<NoisedTargets>.None), compiled.call(images, Option<NoisedTargets>.None));
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

        Outputs(file, Forward, "", trace.Output);
        file.Compare(Forward, Noise.Exact, file["topk_proposals"], trace.Ranked, "ranks of the proposals");
        Assert.Equal(file.Has("dn_class_all"), !trace.Output.Branches.IsEmpty);
        if (!file.Has("dn_class_all")) return;
        file.Compare(Forward, Noise.Features, file["memory"], trace.Memory.Memory, "memory");
        file.Compare(Forward, Noise.Boxes, file["init_reference"], trace.Queries.References, "initial references");
        file.Compare(Forward, Noise.Logits, file["dn_class_all"], trace.Output.Branches[0].Predictions.Logits,
            "denoising logits");
        file.Compare(Forward, Noise.Boxes, file["dn_coord_all"], trace.Output.Branches[0].Predictions.Boxes,
            "denoising boxes");
    }

    [SkippableTheory, MemberData(nameof(Trainings))]
    public void Loss_and_gradients_agree_with_the_official_code(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        using var detector = TinyModels.Build(file);
        detector.train();
        var (images, targets, noised) = TrainingBatch(file, detector);
        using var report = Criterion.Evaluate(detector.call(images, noised), targets, noised, detector.Config)
            .IfLeft(fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
        file.Compare(Backward, Noise.TotalLoss, file["total_loss"], report.Total.detach(), "total loss");
        Terms(file, report);
        report.Total.backward();

        var parameters = detector.OfficialParameters().ToDictionary(pair => pair.Official, pair => pair.Value);
        var names = file.Json.GetProperty("cases").GetProperty("params").GetProperty("names").EnumerateArray()
            .Select(name =>
                name.GetString()!.Replace("transformer.decoder.class_embed", "class_embed", StringComparison.Ordinal)
                    .Replace("transformer.decoder.bbox_embed", "bbox_embed", StringComparison.Ordinal)).ToList();
        var (norms, first) = (file["grad_norm"].data<float>().ToArray(), file["grad_first8"]);
        var none = names.Where((name, i) => norms[i] <= 0).ToList();
        Assert.All(none, name =>
            Assert.True(parameters[name].grad is null || parameters[name].grad!.norm().item<float>() == 0, name));
        foreach (var (name, i) in names.Select((name, i) => (name, i)).Where(pair => !none.Contains(pair.name)))
        {
            // The key third of every fused bias has no gradient but rounding; compare with what the whole parameter
            // gets.
            var gradient = parameters[name].grad!;
            var backbone = name.StartsWith("backbone", StringComparison.Ordinal);
            var id = backbone ? $"{Backward}, backbone" : Backward;
            file.Compare(id, Noise.GradientNorm, tensor(norms[i]), gradient.norm(), name);
            var head = gradient.flatten().narrow(0, 0, Math.Min(8, gradient.numel()));
            file.Compare(id, backbone ? Noise.GradientBeforeKinks : Noise.Gradient,
                first[i].narrow(0, 0, head.shape[0]), head, name, norms[i]);
        }

        if (file.Has("total_grad_norm"))
            file.Compare(Backward, Noise.GradientNorm, file["total_grad_norm"],
                GradientClipping.ByNorm([.. detector.parameters().Where(parameter => parameter.grad is not null)],
                    float.MaxValue), "all gradients together");
    }

    // Every term of the loss, and the matchings, from our own forward pass.
    private static void Terms(GoldenFile file, LossReport report)
    {
        var settings = file.Json.GetProperty("cases").GetProperty("losses");
        var terms = report.Terms().ToDictionary(term => term.Name, term => term.Value);
        foreach (var (name, i) in settings.GetProperty("order").EnumerateArray()
            .Select((name, i) => (name.GetString()!, i)))
        {
            if (!terms.TryGetValue(name, out var value))
            {
                // no targets: no denoising branch, and no term
                Assert.Equal(0, file["loss_weighted"][i].item<float>());
                continue;
            }

            file.Compare(Backward, Noise.LossTerm, file["loss_weighted"][i], [value], name);
            file.Compare(Backward, Noise.LossTerm, file["loss_unweighted"][i],
                [value / settings.GetProperty("weight_dict").GetProperty(name).GetDouble()], $"{name}, unweighted");
        }

        var last = report.Assignments.Layers.Length - 1;
        foreach (var (name, image) in file.Names.Where(name =>
            name.StartsWith("match_", StringComparison.Ordinal) && name.Contains(".src", StringComparison.Ordinal))
            .Select(name => (name,
                int.Parse(name[(name.IndexOf(".src", StringComparison.Ordinal) + 4)..], CultureInfo.InvariantCulture))))
        {
            var call = name["match_".Length..name.IndexOf('.', StringComparison.Ordinal)];
            var layer = call switch { "enc" => 0, "final" => last,
                _ => 1 + int.Parse(call["aux".Length..], CultureInfo.InvariantCulture) };
            var pairs = report.Assignments.Layers[layer][image].Pairs;
            file.Compare(Backward, Noise.Exact, file[name], [.. pairs.Select(pair => (double)pair.Query)], name);
            file.Compare(Backward, Noise.Exact, file[name.Replace(".src", ".tgt", StringComparison.Ordinal)],
                [.. pairs.Select(pair => (double)pair.Target)], name);
        }
    }

    // A recorded batch without targets uses the images of the recorded batch with them.
    private static (ImageBatch Images, Targets Targets, Option<NoisedTargets> Noised) TrainingBatch(
        GoldenFile file, AssembledDetector detector)
    {
        using var sibling = GoldenFile.Open(file.Has("image0")
            ? file.Path
            : TinyModels.Beside(file, GoldenKind.Training, other => other.Has("image0")));
        var images = TinyModels.Batch(detector.Config.Pixels,
            [.. sibling.Names.Where(name => name.StartsWith("image", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(name => sibling[name])]);
        if (!file.Has("rand_part"))
            return (images, new Targets(zeros(0, ScalarType.Int64), zeros(0, 4), [.. images.Sizes.Select(_ => 0)]),
                Option<NoisedTargets>.None);

        var targets = TinyModels.Targets(file, images.Sizes);
        var denoising = TinyModels.Denoising(detector.Config);
        return (images, targets,
            ContrastiveDenoising.Prepare(
                targets, denoising, detector.Classes, DenoisingTests.Draws(file, "", denoising)));
    }

    private static void Outputs(GoldenFile file, string id, string prefix, DetectorOutput output)
    {
        file.Compare(id, Noise.Logits, file[$"{prefix}class_all"], output.Layers.Logits, "logits");
        file.Compare(id, Noise.Boxes, file[$"{prefix}coord_all"], output.Layers.Boxes, "boxes");
        if (!file.Has($"{prefix}enc_logits")) return;
        file.Compare(id, Noise.Logits, file[$"{prefix}enc_logits"], output.Proposals.Value().Logits[0],
            "proposal logits");
        file.Compare(id, Noise.Boxes, file[$"{prefix}enc_boxes"], output.Proposals.Value().Boxes[0], "proposal boxes");
    }
}
