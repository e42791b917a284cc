using System.Collections.Immutable;

namespace StableDino.Evaluation;

/// <summary>The content of a results file.</summary>
/// <param name="Items">Detections in file order.</param>
/// <param name="Area">The area rule that the toolbox takes from the first record: its box, if it has one, else its
/// mask.</param>
public sealed record DetectionFile(ImmutableArray<Detection> Items, DetectionArea Area);
