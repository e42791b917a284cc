namespace StableDino.Evaluation;

/// <summary>How one category was detected.</summary>
/// <param name="CategoryId">Its id; −1 when categories were ignored.</param>
/// <param name="Name">Its name.</param>
/// <param name="Targets">Objects to be found (crowds are not), of every size.</param>
/// <param name="Detections">Detections that entered, after the limit per image.</param>
/// <param name="Metrics">The twelve numbers; AP at the largest detection limit.</param>
public sealed record ClassMetrics(long CategoryId, string Name, int Targets, int Detections, DetectionMetrics Metrics);
