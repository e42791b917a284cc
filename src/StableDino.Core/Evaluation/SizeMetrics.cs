using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>
/// How objects of one range of sizes were detected, over all classes and at the largest detection limit.
/// </summary>
/// <param name="Range">The range.</param>
/// <param name="Targets">Objects that count in it (crowds do not).</param>
/// <param name="AP">Precision, averaged over recalls and IoU thresholds; −1 where nothing was there to be found, as
/// below.</param>
/// <param name="AP50">AP at IoU 0.5.</param>
/// <param name="AP75">AP at IoU 0.75.</param>
/// <param name="AR">Recall, averaged over IoU thresholds.</param>
public sealed record SizeMetrics(AreaRange Range, int Targets, double AP, double AP50, double AP75, double AR);
