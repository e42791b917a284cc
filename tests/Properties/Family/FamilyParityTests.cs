using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Family;

/// <summary>
/// Every recorded detector of the family, compiled, against the official code: stages, predictions of every layer,
/// matchings, every
/// term of the loss, gradients and detections. A case is found by walking the folders and known by its kind.
/// </summary>
[Trait("Category", "Parity")]
public class FamilyParityTests
{
    private static readonly Noise GradientNorm = new("gradient norms", 1e-5, "of each value");
    private static readonly Noise Gradient = new("gradients", 1e-5, "of the norm");

    // The bars are the tolerances recorded with the cases.
    private static readonly Noise DifferenceNorm =
        new("norms of gradients that are differences of equals", 5e-4, "of each value");
    private static readonly Noise Difference = new("gradients that are differences of equals", 1e-4, "of the norm");

    // Before a ReLU unit that lies within rounding of zero. Measured: with parameters moved by 1e-7, one rounding,
    // these gradients of
    // the recorded Conditional-DETR move by 6.7e-3 of the norm and 1.2e-2 of a number, or not at all.
    private static readonly Noise KinkNorm = new("norms of gradients before kinks", 1e-3, "of each value");
    private static readonly Noise Kink = new("gradients before kinks", 1.5e-3, "of the norm");

    // Behind the backbone where the encoder has such a unit, and of DETR. Measured: docs/gradient-noise.md.
    private static readonly Noise InnerKinkNorm = new(
        "norms of gradients before kinks of the encoder", 2e-4, "of each value");
    private static readonly Noise InnerKink = new("gradients before kinks of the encoder", 2e-4, "of the norm");
    private static readonly Noise PlainAttentionNorm = new("norms of DETR's gradients", 3e-5, "of each value");
    private static readonly Noise PlainAttention = new("DETR's gradients", 1.5e-5, "of the norm");

    // Recorded cases with a unit within rounding of zero in the backbone and in the encoder; by their folders.
    private static readonly string[] WithKinks = ["dino", "dab_detr/patterns3"];

    // Over the largest norm: what is zero but for rounding, such as a key's bias, which a softmax does not feel, or
    // what sees zero content alone.
    internal const double Nothing = 1e-7;

    // Detectors of masks: MaskParityTests.
    public static IEnumerable<object[]> Cases => GoldenFile.Files(GoldenKind.Family)
        .Where(row => !MaskParityTests.HasMasks((string)row[0])).OrMissing("detector of boxes");

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Stages_and_predictions_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var recorded = new FamilyCase(path);
        recorded.Detector.train();
        var file = recorded.File;
        void Same(string name, Tensor actual) =>
            file.Compare("train", recorded.Outputs, file[$"outputs/train/{name}"], actual, name);

        var stage = recorded.Detector.named_children().ToDictionary(child => child.name, child => child.module);
        var heads = (PredictionHeads)stage["heads"];
        var features = ((Module<Tensor, BackboneFeatures>)stage["backbone"]).call(recorded.Batch.Pixels);
        for (var i = 0; i < features.Maps.Length; i++)
            Same($"backbone/res{6 - features.Maps.Length + i}", features.Maps[i]);
        var pyramid = ((Module<BackboneFeatures, Tensor, FeaturePyramid>)stage["neck"]).call(
            features, recorded.Batch.Padding);
        var single = file.Has("outputs/train/input_proj");
        if (single) Same("input_proj", pyramid.Maps[0]);
        else for (var i = 0; i < pyramid.Maps.Length; i++) Same($"neck/{i}", pyramid.Maps[i]);
        var memory = ((Module<TokenSequence, EncoderMemory>)stage["encoder"]).call(
            ((Module<FeaturePyramid, TokenSequence>)stage["flatten"]).call(pyramid));
        // Anchor-DETR: a map
        if (!file.Has("outputs/train/memory"))
            Same($"encoder_layer{recorded.Config.Encoder.Layers - 1}", memory.Finest());
        // of one map, tokens come first
        else Same("memory", single ? memory.Memory.transpose(0, 1) : memory.Memory);

        var queries = stage.TryGetValue("selection", out var selection)
            ? ((TwoStageSelection)selection).call(memory, heads).Queries
            : ((Module<EncoderMemory, SelectedQueries>)stage["learned"]).call(memory);
        if (selection is TwoStageSelection twoStage)
            file.Compare("train", Noise.Exact, file["outputs/train/topk_indices"],
                twoStage.Best(memory, EncoderProposals.Of(memory.Tokens), heads,
                    queries.Groups.Sum(group => group.Count)), "selected tokens");
        var noised = recorded.Noised();
        if (stage.TryGetValue("denoising", out var denoising))
            queries = ((LabelEmbedding)denoising).call(queries, noised);
        var states = ((Module<SelectedQueries, EncoderMemory, PredictionHeads, DecoderStates>)stage["decoder"]).call(
            queries, memory, heads);
        States(states);

        var output = recorded.Detector.call(recorded.Batch, noised);
        var groups =
            output.Branches.Where(branch =>
                recorded.Config.Branches[branch.Branch] is Configuration.BranchConfig.QueryGroups).ToList();
        Layers("", groups is [var further] ? Together(output.Layers, further.Predictions) : output.Layers);
        foreach (var branch in output.Branches.Except(groups))
            Layers(recorded.Config.Branches[branch.Branch] is Configuration.BranchConfig.OneToMany
                ? "one2many/"
                : "dn/", branch.Predictions);
        foreach (var proposals in output.Proposals)
        {
            Same("enc/pred_logits", proposals.Logits[0]);
            Same("enc/pred_boxes", proposals.Boxes[0]);
        }

        if (file.Has("outputs/train/init_reference"))
        {
            Same("init_reference", output.Layers.Starts.Value());
            Same("enc/anchors", output.Proposals.Value().Starts.Value());
        }

        // The deformable decoders hand on the references after each layer, the others those that each layer's boxes are
        // relative to.
        void States(DecoderStates states)
        {
            for (var layer = 0; file.Has($"outputs/train/decoder_layer{layer}"); layer++)
                Same($"decoder_layer{layer}", states.States[layer]);
            if (file.Has("outputs/train/decoder_layer0")) return;

            if (!file.Has("outputs/train/decoder/0"))
            {
                // DETR: queries come first
                Same("decoder", states.States.transpose(1, 2));
                return;
            }

            Same("decoder/0", states.States);
            var references = file["outputs/train/decoder/1"];
            for (var layer = single ? 0 : 1; layer < states.References.Length; layer++)
                file.Compare(
                    "train", recorded.Outputs,
                    single && references.dim() == 4 ? references[layer] : single ? references : references[layer - 1],
                    states.References[layer], $"reference of layer {layer}");
        }

        // Groups were recorded one after the other, the matching queries first.
        static Predictions Together(Predictions first, Predictions further) =>
            new(cat([first.Logits, further.Logits], 2), cat([first.Boxes, further.Boxes], 2));

        void Layers(string prefix, Predictions predictions)
        {
            for (var layer = 0; layer < recorded.Layers; layer++)
            {
                Same($"{prefix}layer{layer}/pred_logits", predictions.Logits[layer]);
                Same($"{prefix}layer{layer}/pred_boxes", predictions.Boxes[layer]);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Matchings_losses_and_gradients_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var recorded = new FamilyCase(path);
        var file = recorded.File;
        using var report = recorded.Report();

        var groups =
            report.Branches.Where(branch =>
                recorded.Config.Branches[branch.Branch] is Configuration.BranchConfig.QueryGroups).ToList();
        var overlapping = recorded.Config.Matching is Configuration.Assignment.ByOverlap;
        var proposals = report.Assignments.Layers.Length - recorded.Layers;
        if (proposals > 0) Matching("enc", report.Assignments.Layers[0]);
        for (var layer = 0; layer < recorded.Layers; layer++)
            Matching(overlapping ? "second_stage" : $"layer{layer}",
                groups.Aggregate(report.Assignments.Layers[proposals + layer],
                    (all, group) => After(all, group.Assignments.Layers[layer])));
        foreach (var candidates in report.Candidates) Matching("enc", candidates.Layers[0]);
        foreach (var branch in report.Branches.Except(groups))
            for (var layer = 0; layer < recorded.Layers; layer++)
                Matching($"one2many/layer{layer}", branch.Assignments.Layers[layer]);

        Assert.Equal(file.Below("losses/weighted/").Select(term => term.Name),
            report.Names.Order(StringComparer.Ordinal));
        var weights = new Dictionary<string, double>
        {
            ["class"] = recorded.Config.Losses.ClassificationWeight, ["bbox"] = recorded.Config.Losses.BoxWeight,
            ["giou"] = recorded.Config.Losses.GiouWeight,
        };
        foreach (var term in report.Terms())
        {
            file.Compare("train", recorded.Losses, file[$"losses/weighted/{term.Name}"], [term.Value],
                $"weighted {term.Name}");
            // of one-to-many terms only the weighted ones were returned
            if (file.Has($"losses/unweighted/{term.Name}"))
                file.Compare("train", recorded.Losses, file[$"losses/unweighted/{term.Name}"],
                    [term.Value / weights[term.Name.Split('_')[1]]], $"unweighted {term.Name}");
        }

        file.Compare("train", recorded.Losses, file["losses/total"], report.Total.detach(), "total loss");
        report.Total.backward();
        Gradients(recorded);

        // Queries of further groups are numbered after the matching queries.
        ImmutableArray<ImageAssignment> After(
            ImmutableArray<ImageAssignment> first, ImmutableArray<ImageAssignment> further) =>
            [.. first.Zip(further,
                (own, others) =>
                    new ImageAssignment([.. own.QueryOfTarget,
                        .. others.QueryOfTarget.Select(query => query + recorded.Config.Queries.Count)]))];

        void Matching(string layer, ImmutableArray<ImageAssignment> images)
        {
            for (var image = 0; image < images.Length; image++)
            {
                var pairs = images[image].Pairs;
                if (groups.Count > 0)
                    pairs =
                        [.. pairs.Select(pair => (pair.Query, Target: pair.Target % recorded.Targets.Counts[image]))];
                if (overlapping)
                    pairs =
                        [.. pairs.Select(pair => (pair.Query, Target: pair.Target % recorded.Targets.Counts[image]))
                            .OrderBy(pair => pair.Target)];
                file.Compare("train", Noise.Exact, file[$"matching/{layer}/img{image}/query"],
                    [.. pairs.Select(pair => (double)pair.Query)], $"queries of {layer}");
                file.Compare("train", Noise.Exact, file[$"matching/{layer}/img{image}/target"],
                    [.. pairs.Select(pair => (double)pair.Target)], $"targets of {layer}");
            }
        }
    }

    /// <summary>
    /// Rounding decides nothing here, so that the bars are those of the recording alone, on every processor.
    /// </summary>
    [SkippableTheory, MemberData(nameof(All))]
    public void Gradients_in_double_precision_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var recorded = new FamilyCase(path, ScalarType.Float64);
        using var report = recorded.Report();
        report.Total.backward();
        Gradients(recorded, "train, double");
    }

    public static IEnumerable<object[]> All => GoldenFile.Files(GoldenKind.Family);

    internal static void Gradients(FamilyCase recorded, string id = "train")
    {
        var file = recorded.File;
        var parameters = recorded.Parameters().ToDictionary(pair => pair.Official, pair => pair.Value);
        Assert.Equal(
            file.Json.GetProperty("frozen_parameters").EnumerateArray().Select(name => name.GetString()!),
            parameters.Where(pair => !pair.Value.requires_grad).Select(pair => pair.Key));
        var names = file.Names.Where(name => name.StartsWith("grads/", StringComparison.Ordinal))
            .Select(name => name["grads/".Length..]).ToList();
        Assert.Equal(
            parameters.Where(pair => pair.Value.requires_grad).Select(pair => pair.Value.Handle).Distinct().Count(),
            names.Count);
        var largest = names.Max(name => file[$"grads/{name}"][0].item<float>());
        foreach (var name in names)
        {
            var expected = file[$"grads/{name}"];
            var norm = expected[0].item<float>();
            var gradient = parameters[name].grad!;
            if (norm < Nothing * largest)
            {
                Assert.True(gradient.norm().to(ScalarType.Float32).item<float>() < Nothing * largest,
                    $"the gradient of {name} is nothing but rounding");
                continue;
            }

            var (ofNorm, ofValues) =
                recorded.Type == ScalarType.Float64 ? RecordingNoise(recorded, name) : GradientNoise(recorded, name);
            file.Compare(id, ofNorm, expected[0], gradient.norm(), $"norm of the gradient of {name}");
            file.Compare(id, ofValues, expected.narrow(0, 1, expected.shape[0] - 1),
                gradient.flatten().narrow(0, 0, expected.shape[0] - 1), $"gradient of {name}", norm);
        }
    }

    private static (Noise Norm, Noise Values) GradientNoise(FamilyCase recorded, string name)
    {
        var backbone = IsOfBackbone(name);
        if (WithKinks.Contains(recorded.File.Title)) return backbone ? (KinkNorm, Kink) : (InnerKinkNorm, InnerKink);
        if (IsConditional(recorded)) return backbone ? (KinkNorm, Kink) : (DifferenceNorm, Difference);
        if (recorded.Kind == "detr") return (PlainAttentionNorm, PlainAttention);
        return IsBeforeNormOfTwo(recorded, name) ? (DifferenceNorm, Difference) : (GradientNorm, Gradient);
    }

    // How far the recording lies from double precision, which is the same on every processor; the bars are the next
    // powers of ten.
    private static (Noise Norm, Noise Values) RecordingNoise(FamilyCase recorded, string name)
    {
        var (kinks, backbone) = (WithKinks.Contains(recorded.File.Title), IsOfBackbone(name));
        var bar = (kinks, backbone) switch
        {
            (true, true) => 1e-2,
            (true, false) => 1e-3,
            (_, false) when recorded.Kind == "dn_detr" => 1e-3,
            _ when recorded.Kind == "detr" || IsConditional(recorded) || IsBeforeNormOfTwo(recorded, name) => 1e-4,
            _ => 1e-5,
        };
        return (new("single precision in the recording, norms of gradients", bar / 10, "of each value"),
            new("single precision in the recording, gradients", bar / 10, "of the norm"));
    }

    private static bool IsOfBackbone(string name) => name.StartsWith("backbone.", StringComparison.Ordinal);

    private static bool IsConditional(FamilyCase recorded) =>
        recorded.Config.Decoder.CrossAttention is Configuration.CrossAttention.Conditional;

    // Two numbers, normalised together, are ±1 whatever they were: the gradient before the norm of a level of one cell
    // is a difference of equals.
    internal static bool IsBeforeNormOfTwo(FamilyCase recorded, string name)
    {
        var last = recorded.Config.Neck.Levels - 1;
        if (!recorded.File.Has($"outputs/train/neck/{last}")) return false;
        var map = recorded.File[$"outputs/train/neck/{last}"];
        return map.numel() / map.shape[0] == 2 * recorded.Config.Neck.Groups
            && name.StartsWith($"neck.extra_convs.{last - 3}.conv.", StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Evaluation_and_detections_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var recorded = new FamilyCase(path);
        recorded.Detector.eval();
        var file = recorded.File;
        Compare("eval", "batch", recorded.Batch, [.. Enumerable.Range(0, recorded.Images.Length)]);
        for (var i = 0; i < recorded.Images.Length; i++)
            Compare($"eval_single/img{i}", "single", TinyModels.Batch(recorded.Config.Pixels, recorded.Images[i]), [i]);

        void Compare(string outputs, string detections, ImageBatch batch, ImmutableArray<int> images)
        {
            var output = recorded.Detector.call(batch, Option<Pipeline.NoisedTargets>.None);
            Assert.Empty(output.Branches);
            if (file.Has($"outputs/{outputs}/pred_logits"))              // of DETA the detections alone were recorded
            {
                file.Compare(outputs, recorded.Outputs, file[$"outputs/{outputs}/pred_logits"],
                    output.Layers.Logits[-1], "logits");
                file.Compare(outputs, recorded.Outputs, file[$"outputs/{outputs}/pred_boxes"],
                    output.Layers.Boxes[-1], "boxes");
            }

            ImmutableArray<ImageSize> original = [.. images.Select(image => recorded.Original[image])];
            var found = Network.PostProcessing.Select(
                output, recorded.Config.Heads.Score, recorded.Config.PostProcessing, batch.Sizes, original);
            for (var at = 0; at < images.Length; at++)
            {
                var (name, boxes) = ($"detections/{detections}/img{images[at]}", found[at].Boxes);
                var order = Aligned(file, name, boxes, recorded.Outputs.Bar);
                file.Compare(outputs, Noise.Exact, file[$"{name}/labels"][order],
                    [.. boxes.Select(box => (double)box.Class)], "detected classes");
                file.Compare(outputs, recorded.Outputs, file[$"{name}/scores"][order],
                    [.. boxes.Select(box => (double)box.Score)], "scores");
                file.Compare(outputs, recorded.Outputs, file[$"{name}/boxes"][order] / original[at].Width,
                    tensor(boxes.SelectMany(box => new[] { box.X0, box.Y0, box.X1, box.Y1 }).ToArray()).view(-1, 4)
                    / original[at].Width, "boxes over the width");
            }
        }
    }

    // Recorded detections in the order of ours: scores within the bar may change places, and DETR's are in the order of
    // its queries.
    private static Tensor Aligned(GoldenFile file, string name, ImmutableArray<DetectedBox> boxes, double bar)
    {
        var (labels, scores) =
            (file[$"{name}/labels"].data<long>().ToArray(), file[$"{name}/scores"].data<float>().ToArray());
        var corners = file[$"{name}/boxes"].data<float>().ToArray();
        var left = Enumerable.Range(0, labels.Length).ToList();
        long Next(DetectedBox box)
        {
            var same = left.Where(i => labels[i] == box.Class && Math.Abs(scores[i] - box.Score) <= bar).ToList();
            Assert.True(same.Count > 0, $"{name} has no detection of class {box.Class} with score {box.Score}");
            var nearest =
                same.MinBy(i => Math.Abs(corners[4 * i] - box.X0) + Math.Abs(corners[4 * i + 1] - box.Y0)
                    + Math.Abs(corners[4 * i + 2] - box.X1) + Math.Abs(corners[4 * i + 3] - box.Y1));
            left.Remove(nearest);
            return nearest;
        }

        Assert.Equal(labels.Length, boxes.Length);
        return tensor(boxes.Select(Next).ToArray());
    }
}
