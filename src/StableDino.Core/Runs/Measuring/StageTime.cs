namespace StableDino.Runs;

/// <summary>Wall time of one stage of a step.</summary>
/// <param name="Stage">Its name: a stage of the compiled graph, or a part of the step such as <c>backward</c>.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record StageTime(string Stage, double Seconds);
