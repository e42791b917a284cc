using System.Collections.Immutable;
using System.Text.Json;
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
/// The recorded detectors of masks, compiled, against the official code: what <see cref="FamilyParityTests"/> compares,
/// and masks.
/// </summary>
[Trait("Category", "Parity")]
public class MaskParityTests
{
    public static IEnumerable<object[]> Cases => GoldenFile.Files(GoldenKind.Family)
        .Where(row => !File.Exists((string)row[0]) || HasMasks((string)row[0])).OrMissing("detector of masks");

    internal static bool HasMasks(string path) =>
        File.Exists(path)
        && JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("kind").GetString() == "maskdino";

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
        var (heads, masks, decoder) =
            ((PredictionHeads)stage["heads"], (MaskHeads)stage["masks"], (DeformableDecoder)stage["decoder"]);
        var canvas = recorded.Batch.PaddedTo(MaskCanvas.Multiple);
        var features = ((Module<Tensor, BackboneFeatures>)stage["backbone"]).call(canvas.Pixels);
        for (var i = 0; i < features.Maps.Length; i++) Same($"backbone/res{i + 2}", features.Maps[i]);
        var pyramid = ((ChannelMapper)stage["neck"]).call(features.Coarser, zeros_like(canvas.Padding));
        var memory = ((TransformerEncoder)stage["encoder"]).call(((TokenFlattening)stage["flatten"]).call(pyramid));
        Same("encoder_memory/0", memory.Memory);
        var pixels = ((PixelEmbedding)stage["pixelEmbedding"]).call(features, memory);
        Same("mask_features", pixels.Values);

        var reversed = memory.Reversed();
        var selection = (TwoStageSelection)stage["selection"];
        file.Compare("train", Noise.Exact, file["outputs/train/topk_indices"],
            selection.Best(reversed, EncoderProposals.Of(reversed.Tokens), heads, recorded.Config.Queries.Count),
            "selected tokens");
        var instances = ((MaskedProposals)stage["masking"]).call(
            selection.call(reversed, heads), pixels, masks, heads, decoder);
        var noised = recorded.Noised();
        var states = decoder.call(
            ((LabelEmbedding)stage["denoising"]).call(instances.Queries, noised), reversed, heads);
        for (var layer = 0; layer < recorded.Layers; layer++)
        {
            Same($"decoder/0/{layer}", states.States[layer]);
            Same($"decoder/1/{layer}", states.References[layer]);
        }

        var output = Assert.IsType<MaskOutput>(recorded.Detector.call(recorded.Batch, noised));
        Layers("", output.Layers, output.Masks.Layers);
        foreach (var (branch, embeddings) in output.Branches.Zip(output.Masks.Branches))
            Layers("dn/", branch.Predictions, embeddings);
        var proposals = output.Proposals.IfNone(() => throw new Xunit.Sdk.XunitException("no proposals"));
        Layer("interm", proposals, output.Masks.Proposals, 0);

        void Layers(string prefix, Predictions predictions, Tensor embeddings)
        {
            Assert.Equal(recorded.Layers + 1, predictions.Logits.shape[0]);
            for (var layer = 0; layer <= recorded.Layers; layer++)
                Layer($"{prefix}layer{layer}", predictions, embeddings, layer);
        }

        void Layer(string name, Predictions predictions, Tensor embeddings, int layer)
        {
            Same($"{name}/pred_logits", predictions.Logits[layer]);
            Same($"{name}/pred_boxes", predictions.Boxes[layer]);
            Same($"{name}/pred_masks", MaskPredictions.Logits(output.Masks.Pixels, embeddings[layer]));
        }
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Matchings_losses_and_gradients_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var recorded = new FamilyCase(path);
        var file = recorded.File;
        using var report = recorded.Report();
        RecordedMasks.Matchings(file, Enumerable.Range(0, recorded.Layers + 1).Select(layer => $"layer{layer}")
            .Prepend("interm"), report.Assignments);
        RecordedMasks.Losses(file, recorded.Losses, recorded.Config, report);
        report.Total.backward();
        FamilyParityTests.Gradients(recorded);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Evaluation_and_instances_are_the_recorded_ones(string path)
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
            var output = Assert.IsType<MaskOutput>(recorded.Detector.call(batch, Option<NoisedTargets>.None));
            Assert.Empty(output.Branches);
            file.Compare(outputs, recorded.Outputs, file[$"outputs/{outputs}/pred_logits"],
                output.Layers.Logits[-1], "logits");
            file.Compare(outputs, recorded.Outputs, file[$"outputs/{outputs}/pred_boxes"],
                output.Layers.Boxes[-1], "boxes");
            file.Compare(outputs, recorded.Outputs, file[$"outputs/{outputs}/pred_masks"],
                output.Masks.Last(), "masks");
            ImmutableArray<ImageSize> original = [.. images.Select(image => recorded.Original[image])];
            var padded = new ImageSize(
                (int)MaskCanvas.Of(batch.Pixels.shape[2]), (int)MaskCanvas.Of(batch.Pixels.shape[3]));
            var found = InstanceSelection.Select(
                output.Layers, output.Masks.Last(), recorded.Config.Heads.Score,
                recorded.Config.PostProcessing with { Suppression = new Configuration.SuppressionConfig.None() },
                new MaskFrames(padded, batch.Sizes, original, _ => padded));
            for (var at = 0; at < images.Length; at++)
            {
                var name = $"detections/{detections}/img{images[at]}";
                RecordedMasks.Instances(file, outputs, name, recorded.Outputs, found[at]);
                var order = RecordedMasks.ByScore(file, name);
                file.Compare(outputs, recorded.Outputs,
                    file[$"{name}/boxes"].index_select(0, order) / original[at].Width,
                    tensor(found[at].SelectMany(one => new[] { one.Box.X0, one.Box.Y0, one.Box.X1, one.Box.Y1 })
                        .ToArray()).view(-1, 4) / original[at].Width, "boxes over the width");
            }
        }
    }
}
