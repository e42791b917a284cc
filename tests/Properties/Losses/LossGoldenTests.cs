using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

[Trait("Category", "Parity")]
public class LossGoldenTests
{
    private const OverlapArithmetic Official = OverlapArithmetic.OfficialEpsilon;

    public static IEnumerable<object[]> Recorded => GoldenFile.Cases(GoldenKind.Losses);

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Values_and_gradients_are_the_recorded_ones(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var parameters = file.Case(id);
        var (logits, boxes, pairs, targets) = Read(file, id, parameters);
        var count = parameters.GetProperty("num_boxes").GetDouble();
        var sums = BranchLosses.Sums(new(logits, boxes), pairs, targets, Classification(parameters), Official)[0]
            / count;

        Check(0, "loss_class", "grad_class_logits", logits);
        Check(1, "loss_bbox", "grad_bbox_boxes", boxes);
        Check(2, "loss_giou", "grad_giou_boxes", boxes);

        void Check(int term, string value, string gradient, Tensor leaf)
        {
            if (Composed(parameters) && term == 0)
            {
                CheckClass(
                    PositionSupervisedLoss.Sum(
                        logits, pairs, targets.Labels, Goals(), 0.25, 2, LogArithmetic.OfficialEpsilons)[0] / count);
                return;
            }

            if (term == 0) CheckClass(sums[0]);
            else
            {
                file.Compare(id, Noise.Formula, file[$"{id}.{value}"], sums[term].Doubles(), value);
                leaf.grad?.zero_();
                sums[term].backward(retain_graph: true);
                file.Compare(id, Noise.Module, file[$"{id}.{gradient}"], leaf.grad![0], gradient);
            }
        }

        void CheckClass(Tensor loss)
        {
            file.Compare(id, Noise.Formula, file[$"{id}.loss_class"], loss.Doubles(), "loss_class");
            loss.backward(retain_graph: true);
            file.Compare(id, Noise.Formula, file[$"{id}.grad_class_logits"], logits.grad![0], "grad_class_logits");
            Assert.True(boxes.grad is null || boxes.grad.abs().max().item<float>() == 0,
                "no gradient reaches the boxes");
        }

        Tensor Goals()
        {
            using var quiet = no_grad();
            var iou =
                BoxOverlap.Iou(
                    BoxConversion.ToXyxy(new(boxes.flatten(1, 2)[0].index(TensorIndex.Tensor(pairs.Slots[0])))),
                    BoxConversion.ToXyxy(new(targets.Boxes.index(TensorIndex.Tensor(pairs.Targets[0])))), Official)
                    .unsqueeze(0);
            var queries = boxes.shape[2];
            var labels = targets.Labels.index(TensorIndex.Tensor(pairs.Targets[0]));
            var p = logits.sigmoid().flatten(1, 2)[0]
                .index(TensorIndex.Tensor(pairs.Slots[0]), TensorIndex.Tensor(labels)).unsqueeze(0);
            var mixed = PositionalTargets.Of(
                new PositionalTarget.ScoreMixed(Number("ta_alpha"), Number("ta_beta")), iou, p);
            var t = parameters.GetProperty("target_post_process").GetString() switch
            {
                "exp" => PositionalTargets.Of(new PositionalTarget.Exponential(), mixed, p),
                "sin" => PositionalTargets.Of(new PositionalTarget.Sine(), mixed, p),
                _ => mixed,
            };
            var goals = parameters.GetProperty("normaliser").GetString() == "one"
                ? ones(1, targets.Counts.Length)
                : BestOverlap.PerImage(boxes, targets, Official);
            var lifted = TargetRescaling.Lift(
                t, pairs.Slots.div(queries, RoundingMode.floor), goals, LogArithmetic.OfficialEpsilons);
            var expected = file[$"{id}.norm_t"].flatten(0, 1)
                .index(TensorIndex.Tensor(pairs.Slots[0]), TensorIndex.Tensor(labels));
            file.Compare(id, Noise.Formula, expected, lifted[0], "norm_t");
            return lifted;
        }

        float Number(string name) => parameters.GetProperty(name).GetSingle();
    }

    // A post-process on top of a power or of a mixture: recorded, but not one of the paper's f1.
    private static bool Composed(JsonElement parameters)
    {
        var (post, a, b) = (parameters.GetProperty("target_post_process").GetString(),
            parameters.GetProperty("ta_alpha").GetDouble(), parameters.GetProperty("ta_beta").GetDouble());
        return post != "none" && (a != 0 || b != 1);
    }

    private static ClassTerm Classification(JsonElement parameters)
    {
        var function = parameters.GetProperty("function").GetString()!;
        if (function.Contains("focal") || function.Contains("none")) return new ClassTerm.Focal();

        var (a, b) = (parameters.GetProperty("ta_alpha").GetSingle(), parameters.GetProperty("ta_beta").GetSingle());
        PositionalTarget target = parameters.GetProperty("target_post_process").GetString() switch
        {
            "exp" => new PositionalTarget.Exponential(),
            "sin" => new PositionalTarget.Sine(),
            _ => a == 0 ? new PositionalTarget.Power(b) : new PositionalTarget.ScoreMixed(a, b),
        };
        TargetRescale rescale = parameters.GetProperty("normaliser").GetString() == "one"
            ? new TargetRescale.ToOne()
            : new TargetRescale.ToMaxIou();
        return new ClassTerm.PositionSupervised(target, rescale, Arithmetic: LogArithmetic.OfficialEpsilons);
    }

    private static (Tensor, Tensor, MatchedPairs, Targets) Read(GoldenFile file, string id, JsonElement parameters)
    {
        var counts = parameters.GetProperty("gt_counts").EnumerateArray().Select(n => n.GetInt32()).ToImmutableArray();
        var queries = parameters.GetProperty("num_queries").GetInt32();
        Tensor All(string name, Func<int, Tensor, Tensor> place) =>
            cat([.. counts.Select((_, image) => place(image, file[$"{id}.{name}{image}"]))], 0);
        var pairs = new MatchedPairs(
            All("src_idx", (image, indices) => indices + image * queries).unsqueeze(0),
            All("tgt_idx", (image, indices) => indices + counts.Take(image).Sum()).unsqueeze(0));
        var targets = new Targets(All("labels", (_, labels) => labels), All("boxes", (_, boxes) => boxes), counts);
        return (file[$"{id}.pred_logits"].unsqueeze(0).requires_grad_(),
            file[$"{id}.pred_boxes"].unsqueeze(0).requires_grad_(), pairs, targets);
    }
}
