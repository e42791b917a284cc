using System.Collections.Immutable;

namespace StableDino.Runs;

/// <summary>A step of the loop with its times.</summary>
/// <param name="Report">What the step did.</param>
/// <param name="DataSeconds">Waiting for the step's batches.</param>
/// <param name="StepSeconds">The step itself.</param>
/// <param name="Stages">The step by stage; empty unless it was measured.</param>
public sealed record LoopStep(
    StepReport Report, double DataSeconds, double StepSeconds, ImmutableArray<StageTime> Stages);
