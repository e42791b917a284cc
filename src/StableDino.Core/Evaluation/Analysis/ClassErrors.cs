using System.Collections.Immutable;

namespace StableDino.Evaluation;

/// <summary>The errors of one class.</summary>
/// <param name="CategoryId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Targets">Its objects, crowds left out.</param>
/// <param name="Outcomes">Detections of this class, indexed by <see cref="DetectionOutcome"/>.</param>
/// <param name="Missed">Its objects that nothing explains.</param>
public sealed record ClassErrors(long CategoryId, string Name, int Targets, ImmutableArray<int> Outcomes, int Missed)
{
    /// <summary>Detections of an outcome.</summary>
    public int this[DetectionOutcome outcome] => Outcomes[(int)outcome];
}
