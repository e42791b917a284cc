using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Matching;

[Trait("Category", "Parity")]
public class MatchingGoldenTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Cases(GoldenKind.Matcher);

    public static IEnumerable<object[]> Stability => GoldenFile.Cases(GoldenKind.Stability);

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Costs_and_pairs_are_the_recorded_ones(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var parameters = file.Case(id);
        var repeats = parameters.GetProperty("repeat_times").GetInt32();
        var (predictions, targets) = Read(file, id, parameters, repeats);
        var config = Config(parameters);
        Score score = IsSoftmax(parameters) ? new Score.Softmax() : new Score.Sigmoid();
        var vanilla = parameters.GetProperty("class_name").GetString() == "HungarianMatcher";

        Compare(config, "C", vanilla ? config.GiouCost : 0);
        Compare(config with { BoxCost = 0, GiouCost = 0 }, "C_class", 0);
        Compare(config with { ClassCost = 0, GiouCost = 0 }, "C_bbox", 0);
        Compare(config with { BoxCost = 0, ClassCost = 0 }, "C_giou", vanilla ? config.GiouCost : 0);

        var assignments = Expect.Right(HungarianMatcher.Match(
            predictions, targets, config, score, certify: true, Further(config)));
        for (var image = 0; image < targets.Counts.Length; image++)
        {
            var once = targets.Counts[image] / repeats;
            var pairs = assignments.Layers[0][image].Pairs;
            file.Compare(id, Noise.Exact, file[$"{id}.src_idx{image}"], [.. pairs.Select(pair => (double)pair.Query)],
                $"queries of image {image}");
            file.Compare(id, Noise.Exact, file[$"{id}.tgt_idx{image}"],
                [.. pairs.Select(pair => (double)(pair.Target % Math.Max(1, once)))], $"targets of image {image}");
        }

        // The official code modulates a softmax's cost, too: what no configuration here does.
        Option<Tensor> Further(Assignment.Hungarian weights) =>
            score is Score.Softmax && parameters.TryGetProperty("cec_beta", out var exponent)
                && exponent.GetSingle() > 0
                ? weights.ClassCost * (Probability(new CostModulation.None())
                    - Probability(new CostModulation.OfficialClassScatter(exponent.GetSingle())))
                : Option<Tensor>.None;

        Tensor Probability(CostModulation modulation) =>
            MatchingCost.Modulated(predictions, targets, modulation, score, config.Overlap);

        void Compare(Assignment.Hungarian weights, string name, double shift)
        {
            var own = MatchingCost.Evaluate(predictions, targets, weights, score);
            var ours = Further(weights).Match(more => own + more, () => own);
            var start = 0;
            for (var image = 0; image < targets.Counts.Length; image++)
            {
                var block = file[$"{id}.{name}"][image].slice(1, start, start + targets.Counts[image], 1).t() + shift;
                file.Compare(id, Noise.Cost, block, ours[0].slice(0, start, start + targets.Counts[image], 1),
                    $"{name} of image {image}");
                start += targets.Counts[image];
            }
        }
    }

    [SkippableTheory, MemberData(nameof(Stability))]
    public void The_unstable_score_is_the_recorded_one(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var parameters = file.Case(id);
        var predictions = new Predictions(file[$"{id}.logits"].unsqueeze(1), file[$"{id}.boxes"].unsqueeze(1));
        var targets = new Targets(
            file[$"{id}.labels"], file[$"{id}.gt_boxes"], [parameters.GetProperty("num_gt").GetInt32()]);
        var assignments =
            Expect.Right(HungarianMatcher.Match(
                predictions, targets, Usual(Config(parameters)), new Score.Sigmoid(), certify: true));

        file.Compare(id, Noise.Exact, file[$"{id}.query_of_gt"],
            [.. assignments.Layers.SelectMany(layer => layer[0].QueryOfTarget).Select(q => (double)q)], "queries");
        var counts = StabilityScore.Count(assignments);
        file.Compare(id, Noise.Exact, file[$"{id}.match"],
            [.. counts.Select(count => (double)(count.Targets - count.Changed))], "targets that kept their query");
        file.Compare(id, Noise.Exact, file[$"{id}.gt"], [.. counts.Select(count => (double)count.Targets)], "targets");
        Close.To([.. StabilityScore.Unstable(assignments)],
            [.. parameters.GetProperty("unstable_percent").EnumerateArray().Select(x => x.GetDouble())], 1e-9);
    }

    private static Assignment.Hungarian Config(JsonElement parameters)
    {
        float Number(string name) => parameters.TryGetProperty(name, out var value) ? value.GetSingle() : 0;
        var exponent = Number("cec_beta");
        return new(
            IsSoftmax(parameters)
                ? new ClassificationCost.NegativeProbability()
                : new ClassificationCost.Focal(
                    exponent > 0 ? new CostModulation.OfficialClassScatter(exponent) : new CostModulation.None(),
                    Number("alpha"), Number("gamma")),
            Number("cost_class"), Number("cost_bbox"), Number("cost_giou"), OverlapArithmetic.OfficialEpsilon);
    }

    private static bool IsSoftmax(JsonElement parameters) =>
        parameters.TryGetProperty("cost_class_type", out var cost) && cost.GetString() == "ce_cost";

    // Where the record does not name them.
    private static Assignment.Hungarian Usual(Assignment.Hungarian config) =>
        config.Classification is ClassificationCost.Focal focal
            ? config with { Classification = focal with { Alpha = 0.25f, Gamma = 2f } } : config;

    private static (Predictions, Targets) Read(GoldenFile file, string id, JsonElement parameters, int repeats)
    {
        var counts = parameters.GetProperty("gt_counts").EnumerateArray().Select(n => n.GetInt32()).ToImmutableArray();
        Tensor All(string name, params long[] tail) => cat([.. Enumerable.Range(0, counts.Length)
            .SelectMany(image =>
                Enumerable.Repeat(file[$"{id}.{name}{image}"].reshape([counts[image], .. tail]), repeats))], 0);
        return (new(file[$"{id}.pred_logits"].unsqueeze(0), file[$"{id}.pred_boxes"].unsqueeze(0)),
            new(All("labels"), All("boxes", 4), [.. counts.Select(n => n * repeats)]));
    }
}
