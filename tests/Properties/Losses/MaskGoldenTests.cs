using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

/// <summary>
/// The official mask detector's mask losses, matchings and results, recomputed from its recorded predictions and random
/// draws.
/// </summary>
public class MaskGoldenTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Files("case").Where(row =>
        !File.Exists((string)row[0])
            || JsonDocument.Parse(File.ReadAllText((string)row[0])).RootElement.TryGetProperty("kind", out var kind)
                && kind.GetString() == "maskdino").OrMissing("MaskDINO");

    /// <summary>One criterion call: its predictions, the suffix of its losses, and the places of its draws.</summary>
    private sealed record Part(string Layer, string Suffix, int Matching, int Points, int DenoisingPoints);

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Points_and_losses_are_the_official_ones(string path)
    {
        using var file = GoldenFile.Open(path);
        using var scope = NewDisposeScope();
        var points = Points(file);
        foreach (var part in Parts(file))
        {
            Compare(part.Layer, part.Suffix, part.Points, $"outputs/train/{part.Layer}/pred_masks", part.Layer,
                Pairs(file, part.Layer), Total(file));
            if (part.DenoisingPoints >= 0)
            {
                var groups = file.Json.GetProperty("hyper_parameters").GetProperty("dn_meta").GetProperty("scalar")
                    .GetInt32();
                var slots = (int)file[$"outputs/train/dn/{part.Layer}/pred_masks"].shape[1] / groups;
                Compare(part.Layer, "_dn" + part.Suffix, part.DenoisingPoints,
                    $"outputs/train/dn/{part.Layer}/pred_masks", $"dn_{part.Layer}",
                    [.. Counts(file).Select(count => (
                        Enumerable.Range(0, groups)
                            .SelectMany(group => Enumerable.Range(0, count).Select(t => (long)(group * slots + t)))
                            .ToArray(),
                        Enumerable.Range(0, groups).SelectMany(_ => Enumerable.Range(0, count).Select(t => (long)t))
                            .ToArray()))], Total(file) * groups);
            }
        }

        void Compare(string layer, string suffix, int draw, string predicted, string coordinates,
            (long[] Queries, long[] Targets)[] pairs, int divisor)
        {
            var logits =
                cat([.. pairs.Select((pair, image) => file[predicted][image].index_select(0, tensor(pair.Queries)))]);
            var groundTruth =
                cat([.. pairs.Select((pair, image) => Masks(file, image).index_select(0, tensor(pair.Targets)))]);
            var draws = new MaskPointDraws(
                file[$"random/{draw:D3}_rand@losspoints"], file[$"random/{draw + 1:D3}_rand@losspoints"]);
            var chosen = MaskPoints.Choose(logits, draws, points.Uncertain);
            file.Compare("masks", Noise.Exact, file[$"random/loss_point_coords/{coordinates}"], chosen,
                $"points of {coordinates}");
            var (at, there) = (MaskPoints.Sample(logits, chosen), MaskPoints.Sample(groundTruth, chosen));
            file.Compare("masks", Noise.LossTerm, file[$"losses/unweighted/loss_mask{suffix}"],
                MaskPointLoss.CrossEntropySum(at, there) / divisor, $"loss_mask{suffix}");
            file.Compare("masks", Noise.LossTerm, file[$"losses/unweighted/loss_dice{suffix}"],
                MaskPointLoss.DiceSum(at, there) / divisor, $"loss_dice{suffix}");
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Matching_with_the_mask_terms_is_the_official_one(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var part in Parts(file))
        {
            for (var image = 0; image < Counts(file).Length; image++)
            {
                using var scope = NewDisposeScope();
                var cost = Cost(file, part.Layer, image, file[$"random/{part.Matching + image:D3}_rand@match"]);
                var solution =
                    LinearAssignment.Solve(cost.t().contiguous().Doubles(), (int)cost.shape[1], (int)cost.shape[0]);
                var pairs = solution.ColumnOfRow.Select((groundTruth, query) => ((long)query, (long)groundTruth))
                    .Where(pair => pair.Item2 >= 0);
                var (queries, targets) = Pairs(file, part.Layer)[image];
                Assert.Equal(queries.Zip(targets), pairs);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Instances_are_the_official_ones(string path)
    {
        using var file = GoldenFile.Open(path);
        using var scope = NewDisposeScope();
        var images = file.Json.GetProperty("images").EnumerateArray().ToArray();
        ImageSize Size(JsonElement image, string name) =>
            new(image.GetProperty(name)[0].GetInt32(), image.GetProperty(name)[1].GetInt32());
        var (seen, original) = (images.Select(image => Size(image, "image_hw")).ToImmutableArray(),
            images.Select(image => Size(image, "original_hw")).ToImmutableArray());
        Check("batch", Select("outputs/eval", seen, original));
        for (var image = 0; image < images.Length; image++)
            Check("single", Select($"outputs/eval_single/img{image}", [seen[image]], [original[image]]), image);

        ImmutableArray<ImmutableArray<DetectedInstance>> Select(
            string from, ImmutableArray<ImageSize> shown, ImmutableArray<ImageSize> files)
        {
            var masks = file[$"{from}/pred_masks"];
            var padded = new ImageSize(4 * (int)masks.shape[2], 4 * (int)masks.shape[3]);
            var predictions = new Predictions(
                file[$"{from}/pred_logits"].unsqueeze(0), file[$"{from}/pred_boxes"].unsqueeze(0));
            var most = file.Json.GetProperty("hyper_parameters").GetProperty("test_topk_per_image").GetInt32();
            return InstanceSelection.Select(
                predictions, masks, new Score.Sigmoid(),
                new PostProcessingConfig(new SuppressionConfig.None(), most),
                new MaskFrames(padded, shown, files, _ => padded));
        }

        void Check(string kind, ImmutableArray<ImmutableArray<DetectedInstance>> found, int first = 0)
        {
            for (var i = 0; i < found.Length; i++)
            {
                var at = $"detections/{kind}/img{first + i}";
                var order = file[$"{at}/scores"].argsort(descending: true);
                Tensor Sorted(string name) => file[$"{at}/{name}"].index_select(0, order);
                Assert.Equal(Sorted("labels").Doubles(), found[i].Select(one => (double)one.Box.Class));
                file.Compare("masks", Noise.Scores, Sorted("scores"),
                    [.. found[i].Select(one => (double)one.Box.Score)], $"{at} scores");
                file.Compare("masks", Noise.Boxes, Sorted("boxes") / original[first + i].Width,
                    [.. found[i].SelectMany(one =>
                        new double[] { one.Box.X0, one.Box.Y0, one.Box.X1, one.Box.Y1 }.Select(x =>
                            x / original[first + i].Width))], $"{at} boxes");
                var masks = Sorted("masks").transpose(1, 2).contiguous().to(ScalarType.Byte);
                foreach (var (instance, k) in found[i].Select((one, k) => (one, k)))
                {
                    var differing = masks[k].flatten().Doubles()
                        .Zip(RunLengthMasks.Decode(instance.Mask), (x, y) => x != y).Count(differs => differs);
                    Assert.True(differing <= 3, $"{at}: {differing} pixels of instance {k} differ");
                }
            }
        }
    }

    /// <summary>
    /// Draws in the order of the official criterion: the last layer, the others from the first, the selected tokens.
    /// </summary>
    private static IEnumerable<Part> Parts(GoldenFile file)
    {
        var (layers, images) =
            (file.Json.GetProperty("hyper_parameters").GetProperty("decoder_layers").GetInt32(), Counts(file).Length);
        // the denoising queries come first
        var at = 3;
        foreach (var layer in Enumerable.Range(0, layers).Prepend(layers))
        {
            yield return new($"layer{layer}", layer == layers ? "" : $"_{layer}", at, at + images, at + images + 2);
            at += images + 4;
        }
        yield return new("interm", "_interm", at, at + images, -1);
    }

    private static Tensor Cost(GoldenFile file, string layer, int image, Tensor points)
    {
        var matcher = file.Json.GetProperty("matcher");
        double Setting(string name) => matcher.GetProperty(name).GetDouble();
        Tensor Of(string name) => file[$"outputs/train/{layer}/{name}"][image].to(ScalarType.Float64);
        // [N, Q]
        var (probability, epsilon) =
            (Of("pred_logits").sigmoid().index_select(1, file[$"targets/img{image}/labels"]).t(), Setting("eps"));
        var kind = Setting("alpha") * (1 - probability).pow(Setting("gamma")) * -(probability + epsilon).log()
            - (1 - Setting("alpha")) * probability.pow(Setting("gamma")) * -(1 - probability + epsilon).log();
        var (boxes, groundTruths) = (Of("pred_boxes"), file[$"targets/img{image}/boxes"].to(ScalarType.Float64));
        var giou = BoxOverlap.PairwiseGiou(Corners(groundTruths), Corners(boxes));
        var logits = MaskPoints.Sample(file[$"outputs/train/{layer}/pred_masks"][image], points).to(ScalarType.Float64);
        var there = MaskPoints.Sample(Masks(file, image), points).to(ScalarType.Float64);
        return Setting("cost_class") * kind + Setting("cost_mask") * MaskCost.CrossEntropy(logits, there)
            + Setting("cost_dice") * MaskCost.Dice(logits, there)
            + Setting("cost_bbox") * (groundTruths.unsqueeze(1) - boxes.unsqueeze(0)).abs().sum([2L])
            - Setting("cost_giou") * giou;

        static XyxyBoxes Corners(Tensor boxes)
        {
            var (centre, half) = (boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2) / 2);
            return new(cat([centre - half, centre + half], 1));
        }
    }

    /// <summary>The true masks of an image on the padded canvas: four times the predictions' grid.</summary>
    private static Tensor Masks(GoldenFile file, int image)
    {
        var (masks, grid) = (file[$"targets/img{image}/masks"], file["outputs/train/layer0/pred_masks"].shape);
        return nn.functional.pad(
            masks.to(ScalarType.Float32), [0, 4 * grid[3] - masks.shape[2], 0, 4 * grid[2] - masks.shape[1]]);
    }

    private static int[] Counts(GoldenFile file) =>
        [.. file.Json.GetProperty("images").EnumerateArray()
            .Select(image => image.GetProperty("num_targets").GetInt32())];

    private static int Total(GoldenFile file) => Counts(file).Sum();

    private static (long[] Queries, long[] Targets)[] Pairs(GoldenFile file, string layer) =>
        [.. Counts(file)
            .Select((_, image) => (Longs($"matching/{layer}/img{image}/query", file),
                Longs($"matching/{layer}/img{image}/target", file)))];

    private static long[] Longs(string name, GoldenFile file) => [.. file[name].Doubles().Select(x => (long)x)];

    private static MaskPointConfig Points(GoldenFile file)
    {
        var settings = file.Json.GetProperty("hyper_parameters");
        return new(settings.GetProperty("num_points_loss_and_matcher").GetInt32(),
            settings.GetProperty("oversample_ratio").GetDouble(),
            settings.GetProperty("importance_sample_ratio").GetDouble());
    }
}
