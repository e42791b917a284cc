using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>COCO's twelve numbers: fractions in [0, 1], or −1 where nothing was there to be found.</summary>
/// <param name="AP">Precision, averaged over recalls and IoU 0.5 to 0.95.</param>
/// <param name="AP50">AP at IoU 0.5.</param>
/// <param name="AP75">AP at IoU 0.75.</param>
/// <param name="APs">AP of small objects.</param>
/// <param name="APm">AP of medium objects.</param>
/// <param name="APl">AP of large objects.</param>
/// <param name="AR1">Recall, averaged over IoU, with the first of the detection limits (1 by default).</param>
/// <param name="AR10">Recall with the second limit (10 by default).</param>
/// <param name="AR100">Recall with the third limit (100 by default).</param>
/// <param name="ARs">Recall of small objects.</param>
/// <param name="ARm">Recall of medium objects.</param>
/// <param name="ARl">Recall of large objects.</param>
public sealed record DetectionMetrics(
    double AP, double AP50, double AP75, double APs, double APm, double APl,
    double AR1, double AR10, double AR100, double ARs, double ARm, double ARl)
{
    /// <summary>The names, in COCO's order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"];

    /// <summary>The numbers, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double> Values => [AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100, ARs, ARm, ARl];

    /// <summary>Names with their numbers.</summary>
    public IEnumerable<(string Name, double Value)> Named => Names.Zip(Values);
}
