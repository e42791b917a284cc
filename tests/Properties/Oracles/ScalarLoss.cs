using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Properties.Generators;

namespace StableDino.Properties.Oracles;

/// <summary>Eq. 1 and Eq. 3 entry by entry, in scalar doubles, from logits.</summary>
internal static class ScalarLoss
{
    /// <summary>Class, L1 and GIoU sums of one layer.</summary>
    public static double[] Sums(
        Scene scene, Assignments assignments, int layer, ClassTerm loss, OverlapArithmetic how)
    {
        var (classes, l1, giou) = (0.0, 0.0, 0.0);
        for (var image = 0; image < scene.Images; image++)
        {
            var pairs =
                assignments.Layers[layer][image].Pairs.Select(pair =>
                    (pair.Query, Target: scene.Start(image) + pair.Target)).ToArray();
            var goals = Goals(scene, layer, image, pairs, loss, how);
            for (var query = 0; query < scene.Queries; query++)
                for (var c = 0; c < scene.Classes; c++)
                {
                    var at = System.Array.FindIndex(
                        pairs, pair => pair.Query == query && scene.Labels[pair.Target] == c);
                    classes += Entry(scene.LogitAt(layer, image, query, c), at < 0 ? null : goals[at], loss);
                }

            foreach (var (query, groundTruth) in pairs)
            {
                var (box, target) = (scene.BoxAt(layer, image, query), scene.TargetBoxes[groundTruth]);
                l1 += box.Numbers.Zip(target.Numbers, (a, b) => Math.Abs(a - b)).Sum();
                giou += 1 - ScalarBoxes.Giou(box, target, how);
            }
        }

        return [classes, l1, giou];
    }

    /// <summary>f1 of Table 7.</summary>
    public static double Target(PositionalTarget target, double s, double p) => target switch
    {
        PositionalTarget.Power power => Math.Pow(s, power.Exponent),
        PositionalTarget.Exponential => (Math.Exp(s) - 1) / (Math.E - 1),
        PositionalTarget.Sine => Math.Sin(Math.PI * s / 2),
        PositionalTarget.ScoreMixed mixed => Math.Pow(p, mixed.ScoreExponent) * Math.Pow(s, mixed.OverlapExponent),
        _ => throw new ArgumentOutOfRangeException(nameof(target)),
    };

    private static double[] Goals(Scene scene, int layer, int image, (int Query, int Target)[] pairs,
        ClassTerm loss, OverlapArithmetic how)
    {
        if (loss is not ClassTerm.PositionSupervised position) return [.. pairs.Select(_ => 1.0)];
        var targets =
            pairs.Select(pair =>
                Target(position.Target,
                    ScalarBoxes.Iou(scene.BoxAt(layer, image, pair.Query), scene.TargetBoxes[pair.Target], how),
                    ScalarCost.Sigmoid(scene.LogitAt(layer, image, pair.Query, scene.Labels[pair.Target])))).ToArray();
        if (position.Rescale is TargetRescale.None || targets.Length == 0) return targets;
        var goal = position.Rescale is TargetRescale.ToOne ? 1 : Enumerable.Range(0, scene.Queries)
            .SelectMany(query => Enumerable.Range(scene.Start(image), scene.Counts[image]), (query, groundTruth) =>
                ScalarBoxes.Iou(scene.BoxAt(layer, image, query), scene.TargetBoxes[groundTruth], how)).Max();
        var largest = targets.Max();
        return largest == 0 ? targets : [.. targets.Select(t => Math.Max(t, t / largest * goal))];
    }

    private static double Entry(double x, double? goal, ClassTerm loss)
    {
        var (alpha, gamma) = loss is ClassTerm.Focal focal ? (focal.Alpha, focal.Gamma)
            : ((ClassTerm.PositionSupervised)loss is var position
                ? (position.Alpha, position.Gamma)
                : default);
        var p = ScalarCost.Sigmoid(x);
        var (lnP, lnQ) = (-Softplus(-x), -Softplus(x));
        return goal is { } t
            ? alpha * Math.Pow(Math.Abs(t - p), gamma) * -(t * lnP + (1 - t) * lnQ)
            : (1 - alpha) * Math.Pow(p, gamma) * -lnQ;
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
