using StableDino.Configuration;
using StableDino.Properties.Generators;

namespace StableDino.Properties.Oracles;

/// <summary>
/// The matching cost of one pair from Eq. 2 and Eq. 4, and the official scatter as the loop it is, in scalar doubles.
/// </summary>
internal static class ScalarCost
{
    public static double Of(Scene scene, Assignment.Hungarian config, int layer, int image, int query, int groundTruth)
    {
        var (box, target) = (scene.BoxAt(layer, image, query), scene.TargetBoxes[groundTruth]);
        var giou = ScalarBoxes.Giou(box, target, config.Overlap);
        var l1 = box.Numbers.Zip(target.Numbers, (a, b) => Math.Abs(a - b)).Sum();
        var p = Sigmoid(scene.LogitAt(layer, image, query, scene.Labels[groundTruth]))
            * Modulation(scene, config, layer, image, query, groundTruth);
        var focal = (ClassificationCost.Focal)config.Classification;
        return config.ClassCost * Focal(p, focal.Alpha, focal.Gamma, focal.LogEpsilon) + config.BoxCost * l1
            + config.GiouCost * (1 - giou);
    }

    public static double Focal(double p, double alpha, double gamma, double epsilon = 1e-8) =>
        alpha * Math.Pow(1 - p, gamma) * -Math.Log(p + epsilon)
        - (1 - alpha) * Math.Pow(p, gamma) * -Math.Log(1 - p + epsilon);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Modulation(Scene scene, Assignment.Hungarian config, int layer, int image, int query,
        int groundTruth) => ((ClassificationCost.Focal)config.Classification).Modulation switch
    {
        CostModulation.RescaledGiou paper =>
            Math.Pow(Shifted(scene, config, layer, image, query, groundTruth), paper.Exponent),
        CostModulation.OfficialClassScatter official =>
            Math.Pow(Scattered(scene, config, layer, image, query, groundTruth), official.Exponent),
        _ => 1,
    };

    private static double Shifted(
        Scene scene, Assignment.Hungarian config, int layer, int image, int query, int groundTruth) =>
        (ScalarBoxes.Giou(scene.BoxAt(layer, image, query), scene.TargetBoxes[groundTruth], config.Overlap) + 1) / 2;

    /// <summary>
    /// u[query, class], written target by target over the whole batch; then × max(1/(max u + 1e-8), 1) per image.
    /// </summary>
    private static double Scattered(
        Scene scene, Assignment.Hungarian config, int layer, int image, int query, int groundTruth)
    {
        var u = new double[scene.Queries, scene.Classes];
        for (var n = 0; n < scene.Total; n++)
            for (var q = 0; q < scene.Queries; q++) u[q, scene.Labels[n]] = Shifted(scene, config, layer, image, q, n);
        var scale = Math.Max(1 / (u.Cast<double>().Max() + 1e-8), 1);
        return u[query, scene.Labels[groundTruth]] * scale;
    }
}
