namespace StableDino.Training;

/// <summary>A step of the loop with its times.</summary>
/// <param name="Report">What the step did.</param>
/// <param name="DataSeconds">Waiting for the step's batches.</param>
/// <param name="StepSeconds">The step itself.</param>
public sealed record LoopStep(StepReport Report, double DataSeconds, double StepSeconds);
