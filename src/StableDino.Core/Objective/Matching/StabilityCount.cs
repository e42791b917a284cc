namespace StableDino.Objective;

/// <summary>How many targets changed their query between two layers; counts of several batches add.</summary>
/// <param name="Changed">Targets whose matched query differs.</param>
/// <param name="Targets">Targets compared.</param>
public readonly record struct StabilityCount(long Changed, long Targets)
{
    /// <summary>The unstable score in percent, in [0, 100]; 0 where there was no target.</summary>
    public double Percent => Targets == 0 ? 0 : 100.0 * Changed / Targets;

    /// <summary>Both together.</summary>
    public static StabilityCount operator +(StabilityCount a, StabilityCount b) =>
        new(a.Changed + b.Changed, a.Targets + b.Targets);
}
