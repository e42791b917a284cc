namespace StableDino.Runs;

/// <summary>The learning rate over a run, as a factor on the base rate.</summary>
/// <param name="Decay">How it falls.</param>
/// <param name="WarmupSteps">Steps over which it first rises linearly; 0 starts at the base rate, as the paper
/// does.</param>
public sealed record ScheduleConfig(RateDecay Decay, int WarmupSteps = 0);
