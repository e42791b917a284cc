using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using StableDino.Zoo;
using TorchSharp;
using static LanguageExt.Prelude;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

/// <summary>
/// The criterion on the recorded outputs of whole models: every matching, every weighted term, the total.
/// </summary>
[Trait("Category", "Parity")]
public class CriterionGoldenTests
{
    private const string Criterions = "criterion on recorded outputs";

    public static IEnumerable<object[]> Models => GoldenFile.Files(GoldenKind.Training);

    public static IEnumerable<object[]> Variants => GoldenFile.Files("case").Where(row => !File.Exists((string)row[0])
        || File.ReadAllText((string)row[0]).Contains("\"kind\": \"dino\"", StringComparison.Ordinal)).OrMissing("DINO");

    [SkippableTheory, MemberData(nameof(Models))]
    public void Terms_and_matchings_of_a_whole_model_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var config = file.Json.GetProperty("cases").GetProperty("config");
        var sizes = config.GetProperty("image_sizes").EnumerateArray()
            .Select(size => (H: size[0].GetInt32(), W: size[1].GetInt32())).ToArray();
        var counts = config.GetProperty("gt_counts").EnumerateArray().Select(n => n.GetInt32()).ToImmutableArray();
        var targets = counts.Sum() == 0 ? new Targets(zeros(0, ScalarType.Int64), zeros(0, 4), counts) : new Targets(
            cat([.. counts.Select((_, i) => file[$"gt_classes{i}"])], 0),
            cat([.. counts.Select((_, i) => Normalised(file[$"gt_boxes{i}"], sizes[i].H, sizes[i].W))], 0), counts);
        var layers = new Predictions(file["class_all"], file["coord_all"]);
        var denoising = file.Has("dn_class_all")
            ? Some(new Predictions(file["dn_class_all"], file["dn_coord_all"]))
            : None;
        var proposals = file.Has("enc_logits")
            ? Some(new Predictions(file["enc_logits"].unsqueeze(0), file["enc_boxes"].unsqueeze(0)))
            : None;
        var output = new DetectorOutput(
            layers, proposals, [.. denoising.Select(predictions => new BranchPredictions(0, predictions))]);
        var official = StableDinoZoo.StableDinoR50Official;
        using var report = Expect.Right(Criterion.Evaluate(
            output, targets, Noised(targets, config.GetProperty("dn_number").GetInt32(), denoising), official,
            certify: true));

        var terms = report.Terms().ToDictionary(term => term.Name, term => term.Value);
        var order = file.Json.GetProperty("cases").GetProperty("losses").GetProperty("order").EnumerateArray()
            .Select(name => name.GetString()!).ToArray();
        var recorded = file["loss_weighted"].Doubles();
        for (var i = 0; i < order.Length; i++)
        {
            if (terms.TryGetValue(order[i], out var value))
                file.Compare(Criterions, Noise.LossTerm, file["loss_weighted"][i], [value], order[i]);
            // no branch, no term
            else Assert.True(counts.Sum() == 0 && (proposals.IsNone || recorded[i] == 0), $"{order[i]} is missing");
        }

        if (counts.Sum() == 0) return;
        file.Compare(Criterions, Noise.TotalLoss, file["total_loss"], report.Total.Doubles(), "total");
        Assert.Equal(order.Order(), report.Names.Order());
        var last = report.Assignments.Layers.Length - 1;
        for (var layer = 0; layer <= last; layer++)
            for (var image = 0; image < counts.Length; image++)
            {
                var name = layer == 0 ? "match_enc" : layer == last ? "match_final" : $"match_aux{layer - 1}";
                var pairs = report.Assignments.Layers[layer][image].Pairs;
                file.Compare(Criterions, Noise.Exact, file[$"{name}.src{image}"],
                    [.. pairs.Select(pair => (double)pair.Query)], $"{name}, queries of image {image}");
                file.Compare(Criterions, Noise.Exact, file[$"{name}.tgt{image}"],
                    [.. pairs.Select(pair => (double)pair.Target)], $"{name}, targets of image {image}");
            }
    }

    [SkippableTheory, MemberData(nameof(Variants))]
    public void Terms_of_dino_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var hyper = file.Json.GetProperty("hyper_parameters");
        var images = file.Below("inputs/").Count();
        var counts = Enumerable.Range(0, images).Select(i => (int)file[$"targets/img{i}/labels"].shape[0])
            .ToImmutableArray();
        var targets = new Targets(
            cat([.. counts.Select((_, i) => file[$"targets/img{i}/labels"])], 0),
            cat([.. counts.Select((_, i) => file[$"targets/img{i}/boxes"])], 0), counts);
        Predictions Read(string prefix, int layers) => new(
            stack([.. Enumerable.Range(0, layers).Select(l => file[$"outputs/train/{prefix}layer{l}/pred_logits"])]),
            stack([.. Enumerable.Range(0, layers).Select(l => file[$"outputs/train/{prefix}layer{l}/pred_boxes"])]));
        var depth = hyper.GetProperty("decoder_layers").GetInt32();
        var proposals = new Predictions(
            file["outputs/train/enc/pred_logits"].unsqueeze(0), file["outputs/train/enc/pred_boxes"].unsqueeze(0));
        var denoising = Some(Read("dn/", depth));
        var dino = StableDinoZoo.DinoR50;
        var losses = dino.Losses with { Overlap = OverlapArithmetic.OfficialEpsilon };
        using var report = Expect.Right(Criterion.Evaluate(
            new(Read("", depth), proposals,
                [.. denoising.Select(predictions => new BranchPredictions(0, predictions))]), targets,
            Noised(targets, hyper.GetProperty("dn_number").GetInt32(), denoising),
            dino with
            {
                Losses = losses, Matching = dino.Matching with { Overlap = OverlapArithmetic.OfficialEpsilon },
                Branches = [new BranchConfig.ContrastiveDenoising(new NegativeNoise.Contrastive(), losses)],
            }, certify: true));

        foreach (var term in report.Terms())
            file.Compare(Criterions, Noise.LossTerm, file[$"losses/weighted/{term.Name}"], [term.Value], term.Name);
        Assert.Equal(file.Below("losses/weighted/").Count(), report.Names.Length);
        file.Compare(Criterions, Noise.TotalLoss, file["losses/total"], report.Total.Doubles(), "total");
    }

    // Which slots are whose is all the criterion reads; the noise itself went into the recorded outputs.
    private static Option<NoisedTargets> Noised(Targets targets, int queries, Option<Predictions> denoising) =>
        denoising.Map(predictions =>
        {
            var groups = Math.Max(1, queries / targets.Most);
            var slots = from image in targets.Counts from block in Enumerable.Range(0, groups * 2)
                from i in Enumerable.Range(0, targets.Most)
                        select i < image ? 0L : -1L;
            var labels = tensor(slots.ToArray(), ScalarType.Int64).reshape(targets.Counts.Length, -1);
            Assert.Equal(predictions.Logits.shape[2], labels.shape[1]);
            return new NoisedTargets(
                labels, zeros_like(predictions.Boxes[0]), groups, 2 * targets.Most, 2, AbsentSlots.TrainedAsNegatives);
        });

    private static Tensor Normalised(Tensor corners, int height, int width)
    {
        var scaled = corners / tensor(new float[] { width, height, width, height });
        return StableDino.Foundation.BoxConversion.ToCxcywh(new(scaled)).Values;
    }
}
