using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>
/// Stable matching and the position-supervised loss on what other detectors of the family say, as the official
/// functions computed them.
/// </summary>
[Trait("Category", "Parity")]
public class StableFamilyTests
{
    private static readonly Noise Gradient = new("gradients of logits", 1e-7, "absolute");

    private static readonly Assignment.Hungarian Matching =
        new(new ClassificationCost.Focal(new CostModulation.OfficialClassScatter(0.5f)),
            Overlap: OverlapArithmetic.OfficialEpsilon);

    private static readonly ClassTerm Loss = new ClassTerm.PositionSupervised(
        new PositionalTarget.Power(2f), new TargetRescale.ToOne(), Arithmetic: LogArithmetic.OfficialEpsilons);

    public static IEnumerable<object[]> Groups =>
        GoldenFile.Files(GoldenKind.Family).SelectMany(row => File.Exists((string)row[0])
            ? Recorded((string)row[0]).Select(group => new object[] { row[0], group })
            : [[row[0], ""]]).OrMissing("stable matching of the family", columns: 2);

    [SkippableTheory, MemberData(nameof(Groups))]
    public void Assignments_losses_and_gradients_are_the_recorded_ones(string path, string group)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var source = $"outputs/train/{group.Replace("enc_binary", "enc", StringComparison.Ordinal)}";
        var logits = file[$"{source}/pred_logits"].unsqueeze(0).requires_grad_();
        var predictions = new Predictions(logits, file[$"{source}/pred_boxes"].unsqueeze(0));
        var images = file.Json.GetProperty("images").GetArrayLength();
        var all = new Targets(
            cat([.. Enumerable.Range(0, images).Select(i => file[$"targets/img{i}/labels"])]),
            cat([.. Enumerable.Range(0, images).Select(i => file[$"targets/img{i}/boxes"])]),
            [.. Enumerable.Range(0, images).Select(i => (int)file[$"targets/img{i}/labels"].shape[0])]);
        var targets = group == "enc_binary" ? all.WithoutClasses()
            : group.StartsWith("one2many", StringComparison.Ordinal)
            ? all.Repeated(file.Json.GetProperty("hyper_parameters").GetProperty("k_one2many").GetInt32())
            : all;

        // its own weights, without mask terms
        var cost = MaskParityTests.HasMasks(path) ? Matching with { ClassCost = 4f } : Matching;
        var assignments =
            Expect.Right(HungarianMatcher.Match(predictions, targets, cost, new Score.Sigmoid(), certify: true));
        for (var image = 0; image < images; image++)
        {
            var pairs = assignments.Layers[0][image].Pairs;
            file.Compare(group, Noise.Exact, file[$"stable/{group}/img{image}/query"],
                [.. pairs.Select(pair => (double)pair.Query)], "queries");
            file.Compare(group, Noise.Exact, file[$"stable/{group}/img{image}/target"],
                [.. pairs.Select(pair => (double)pair.Target)], "targets");
        }

        var sums = BranchLosses.Sums(
            predictions, assignments.ToPairs(targets.Counts, logits.shape[2], CPU), targets, Loss,
            OverlapArithmetic.OfficialEpsilon)[0] / targets.Total;
        foreach (var (term, i) in new[] { "class", "bbox", "giou" }.Select((term, i) => (term, i)))
            file.Compare(group, Noise.LossTerm, file[$"stable/{group}/loss_{term}"], sums[i].detach(), $"loss_{term}");
        sums[0].backward();
        file.Compare(group, Gradient, file[$"stable/{group}/grad_loss_class_wrt_pred_logits"], logits.grad![0],
            "gradient of the class term");
    }

    private static ImmutableArray<string> Recorded(string path)
    {
        using var file = GoldenFile.Open(path);
        const string prefix = "stable/", suffix = "/loss_class";
        return
            [.. file.Names.Where(name =>
                name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
                .Select(name => name[prefix.Length..^suffix.Length]).Order(StringComparer.Ordinal)];
    }
}
