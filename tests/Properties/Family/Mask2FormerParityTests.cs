using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Family;

/// <summary>
/// A narrow Mask2Former, compiled, against a run of the official code in double precision from recorded backbone maps:
/// memory, every
/// prediction, what every layer sees, matchings, losses, gradients and instances. The floors are what the official code
/// itself moves by when
/// it runs in single precision.
/// </summary>
[Trait("Category", "Parity")]
public class Mask2FormerParityTests
{
    public static IEnumerable<object[]> Cases => GoldenFile.Files(GoldenKind.MaskedAttention);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Stages_and_predictions_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        var run = Run(file, Recorded(file));
        void Same(string name, Tensor actual) =>
            file.Compare("train", Floor(file, "outputs"), file[$"outputs/train/{name}"], actual, name);

        foreach (var (level, i) in run.Memory.Tokens.Levels.Select((level, i) => (level, i)))
            Same($"memory/{i}", run.Memory.Memory.narrow(1, level.Start, level.Height * level.Width).transpose(1, 2)
                .unflatten(2, level.Height, level.Width));
        Same("mask_features", run.Pixels.Values);
        Assert.Equal(run.Config.Decoder.Layers + 1, run.Output.Layers.Logits.shape[0]);
        for (var layer = 0; layer <= run.Config.Decoder.Layers; layer++)
        {
            Same($"layer{layer}/pred_logits", run.Output.Layers.Logits[layer]);
            Same($"layer{layer}/pred_masks", MaskPredictions.Logits(run.Pixels.Values, run.Output.Masks.Layers[layer]));
        }
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Every_layer_sees_what_the_official_one_sees(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        var run = Run(file, Recorded(file));
        var levels = run.Memory.Tokens.Levels;
        var nowhere = 0L;
        for (var layer = 0; layer < run.Config.Decoder.Layers; layer++)
        {
            var hidden = file[$"outputs/train/attention_mask/{layer}"];
            var inside = MaskedDecoder.Masks(
                run.Pixels, run.Masks, run.States.States[layer], levels[layer % levels.Length]).Inside;
            file.Compare("train", Noise.Exact, hidden.logical_not(), inside, $"cells inside, layer {layer}");
            var closed = hidden.all(-1);
            nowhere += closed.sum().item<long>();
            var seen = MaskedDecoder.Seen(inside, zeros([hidden.shape[0], hidden.shape[2]], ScalarType.Bool));
            Parity.Same(hidden.logical_and(closed.unsqueeze(-1).logical_not()).logical_not(), seen,
                $"what layer {layer} sees");
        }

        Assert.Equal(file.Json.GetProperty("rows_without_a_cell").GetInt64(), nowhere);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Matchings_losses_and_gradients_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var detector = Recorded(file);
        var maps = Maps(file);
        maps.ForEach(map => map.requires_grad_());
        var run = Run(file, detector, maps);
        var (images, layers, (height, width)) = (Images(file).Length, run.Config.Decoder.Layers, Padded(file));
        var supervision = new MaskSupervision(RecordedMasks.Target(file, images, height, width),
            new RecordedMaskDraws(file, images, layers, isPlain: true));
        var counts = Enumerable.Range(0, images).Select(image => (int)file[$"targets/img{image}/labels"].shape[0])
            .ToImmutableArray();
        // Of boxes nothing is recorded, for nothing learns by them: any will do.
        var targets = new Targets(cat([.. counts.Select((_, image) => file[$"targets/img{image}/labels"])]),
            full([counts.Sum(), 4], 0.5f), counts);
        using var report =
            Criterion.Evaluate(
                run.Output, targets, Option<NoisedTargets>.None, run.Config, certify: true, masks: supervision)
                .IfLeft(fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
        RecordedMasks.Matchings(
            file, Enumerable.Range(0, layers + 1).Select(layer => $"layer{layer}"), report.Assignments);
        RecordedMasks.Losses(file, Floor(file, "losses"), run.Config, report);

        report.Total.backward();
        var own = detector.Detector.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var heads = detector.Entries.Where(entry => entry.Kind == ParameterKind.Weight).ToList();
        Assert.Equal(file.Below("grads/").Select(pair => pair.Name),
            heads.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        var largest = heads.Max(entry => file[$"grads/{entry.Name}"][0].item<float>());
        foreach (var entry in heads) Gradient(file[$"grads/{entry.Name}"], own[entry.OwnName].grad!, entry.Name);
        for (var i = 0; i < maps.Count; i++)
        {
            var recorded = file[$"input_grads/res{i + 2}"];
            var norm = i == 0 ? recorded[0].item<float>() : recorded.norm().item<float>();
            if (i == 0) Gradient(recorded, maps[i].grad!, "res2");
            else file.Compare("train", Floor(file, "gradients", "of the norm"), recorded, maps[i].grad!,
                $"gradient of res{i + 2}", norm);
        }

        // The recorded norm and the first numbers; a key's bias has no gradient but rounding, for a softmax does not
        // feel it.
        void Gradient(Tensor expected, Tensor gradient, string name)
        {
            var (norm, noise) = (expected[0].item<float>(), Floor(file, "gradients", "of the norm"));
            if (norm < 1e-7 * largest)
            {
                Assert.True(gradient.norm().item<float>() < 1e-6 * largest,
                    $"the gradient of {name} is nothing but rounding");
                return;
            }

            file.Compare("train", noise, expected[0], gradient.norm(), $"norm of the gradient of {name}", norm);
            var count = Math.Min(gradient.numel(), expected.shape[0] - 1);
            file.Compare("train", noise, expected.narrow(0, 1, count), gradient.flatten().narrow(0, 0, count),
                $"gradient of {name}", norm);
        }
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void The_points_of_the_losses_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var (images, config) = (Images(file).Length, RecordedFamily.RecordedMask2Former);
        var (points, last) = (((MaskConfig.PixelEmbedding)config.Masks).Points, config.Decoder.Layers);
        for (var layer = 0; layer <= last; layer++)
        {
            var logits = cat([.. Enumerable.Range(0, images).Select(image =>
                file[$"outputs/train/layer{layer}/pred_masks"][image]
                    .index_select(0, file[$"matching/layer{layer}/img{image}/query"]))]);
            // the last layer draws first
            var at = (layer == last ? 0 : layer + 1) * (images + 2) + images;
            var draws = new MaskPointDraws(
                file[$"random/{at:D3}_rand@losspoints"], file[$"random/{at + 1:D3}_rand@losspoints"]);
            var chosen = MaskPoints.Choose(logits, draws, points.Uncertain);
            file.Compare("train", Noise.Exact, file[$"random/loss_point_coords/layer{layer}"], chosen,
                $"points of layer {layer}");
        }
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Instances_of_the_padded_image_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        var detector = Recorded(file);
        detector.Detector.eval();
        var run = Run(file, detector);
        var (height, width) = Padded(file);
        var padded = new ImageSize(height, width);
        var found = InstanceSelection.Select(
            run.Output.Layers, run.Output.Masks.Last(), run.Config.Heads.Score,
            run.Config.PostProcessing with { Suppression = new SuppressionConfig.None() },
            new MaskFrames(padded, Sizes("image_hw"), Sizes("original_hw"), _ => padded), ofMasks: true);
        const string Name = "detections/batch/img1";
        RecordedMasks.Instances(file, "eval", Name, Floor(file, "outputs"), found[1]);

        // The official boxes are zeros; those of its masks, as its comment reads them: to one pixel, as the masks may
        // differ by a few.
        foreach (var (box, mask) in found[1].Select(one => one.Box)
            .Zip(file[$"{Name}/masks"].index_select(0, RecordedMasks.ByScore(file, Name)).unbind(0)))
        {
            var (rows, columns) =
                (mask.any(1).nonzero().flatten().Doubles(), mask.any(0).nonzero().flatten().Doubles());
            if (rows.Length == 0) continue;
            Close.To([box.X0, box.Y0, box.X1, box.Y1], [columns[0], rows[0], columns[^1] + 1, rows[^1] + 1], atol: 1,
                what: "box of the mask");
        }

        ImmutableArray<ImageSize> Sizes(string name) =>
            [.. Images(file).Select(image => image.GetProperty(name))
                .Select(hw => new ImageSize(hw[0].GetInt32(), hw[1].GetInt32()))];
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void The_compiled_graph_is_its_stages_one_after_the_other(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var file = GoldenFile.Open(path);
        var detector = Recorded(file);
        var (height, width) = Padded(file);
        using var generator = new Generator(4, CPU);
        var images = new ImageBatch(
            randn([2, 3, height, width - 5], generator: generator), zeros([2, height, width - 5], ScalarType.Bool),
            [new(height, width - 5), new(height - 9, width - 5)]);
        foreach (var training in new[] { true, false })
        {
            detector.Detector.train(training);
            var whole = Assert.IsType<MaskOutput>(detector.Detector.call(images, Option<NoisedTargets>.None));
            var backbone = (Module<Tensor, BackboneFeatures>)detector.Stage("backbone");
            var run = Run(file, detector, [.. backbone.call(functional.pad(images.Pixels, [0, 5, 0, 0])).Maps]);
            Parity.Same(run.Output.Layers.Logits, whole.Layers.Logits, "logits");
            Parity.Same(run.Output.Layers.Boxes, whole.Layers.Boxes, "boxes");
            Parity.Same(run.Output.Masks.Last(), whole.Masks.Last(), "masks");
            Assert.True(whole.Proposals.IsNone);
            Assert.Empty(whole.Branches);
        }
    }

    private sealed record Compiled(Detector Detector, ImmutableArray<ParameterInfo> Entries)
    {
        public Module Stage(string name) => Detector.named_children().Single(child => child.name == name).module;
    }

    private sealed record Stages(
        DetectorConfig Config, EncoderMemory Memory, PixelEmbeddings Pixels, DecoderStates States,
        MaskClassification Masks, MaskOutput Output);

    // All that comes after the backbone, with the recorded parameters under their official names.
    private static Compiled Recorded(GoldenFile file)
    {
        var definition = CompiledDetectors.All.Single(entry => entry.Config == RecordedFamily.RecordedMask2Former);
        var classes = file.Json.GetProperty("hyper_parameters").GetProperty("num_classes").GetInt32();
        var detector = definition.Build(classes);
        using var silent = no_grad();
        using var scope = NewDisposeScope();
        var entries = definition.Parameters(classes)
            .Where(entry => !entry.Name.StartsWith("backbone.", StringComparison.Ordinal)).ToImmutableArray();
        Assert.Equal(file.Below("weights/").Select(pair => pair.Name),
            entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        var own = detector.state_dict();
        foreach (var entry in entries) own[entry.OwnName].copy_(file[$"weights/{entry.Name}"]);
        detector.train();
        return new(detector, entries);
    }

    private static Stages Run(GoldenFile file, Compiled compiled, List<Tensor>? maps = null)
    {
        var features = new BackboneFeatures([.. maps ?? Maps(file)]);
        var (height, width) = Padded(file);
        var pyramid = ((ChannelMapper)compiled.Stage("neck")).call(
            features.Coarser, zeros([features.Finest.shape[0], height, width], ScalarType.Bool));
        var memory = ((TransformerEncoder)compiled.Stage("encoder")).call(
            ((TokenFlattening)compiled.Stage("flatten")).call(pyramid.Reversed()));
        var pixels = ((PixelEmbedding)compiled.Stage("pixelEmbedding")).call(features, memory);
        var masks = (MaskClassification)compiled.Stage("masks");
        var states = ((MaskedDecoder)compiled.Stage("decoder")).call(
            ((PlacedQueries)compiled.Stage("learned")).call(memory), memory, pixels, masks);
        return new(compiled.Detector.Config, memory, pixels, states, masks, masks.call(states, pixels));
    }

    private static List<Tensor> Maps(GoldenFile file) =>
        [.. Enumerable.Range(2, 4).Select(stage => file[$"inputs/res{stage}"].to(ScalarType.Float32))];

    private static (int Height, int Width) Padded(GoldenFile file)
    {
        var size = file.Json.GetProperty("padded_hw");
        return (size[0].GetInt32(), size[1].GetInt32());
    }

    private static JsonElement[] Images(GoldenFile file) => [.. file.Json.GetProperty("images").EnumerateArray()];

    private static Noise Floor(GoldenFile file, string of, string? unit = null) => new(
        $"single precision in the official code, {of}",
        file.Json.GetProperty("noise_of_single_precision").GetProperty(of).GetDouble(),
        unit ?? (of == "losses" ? "of each value" : "of the largest, at least of 1"));
}
