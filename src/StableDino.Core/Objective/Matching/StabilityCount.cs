namespace StableDino.Objective;

/// <summary>How many truths changed their query between two layers; counts of several batches add.</summary>
/// <param name="Changed">Truths whose matched query differs.</param>
/// <param name="Truths">Truths compared.</param>
public readonly record struct StabilityCount(long Changed, long Truths)
{
    /// <summary>The unstable score in percent, in [0, 100]; 0 where there was no truth.</summary>
    public double Percent => Truths == 0 ? 0 : 100.0 * Changed / Truths;

    /// <summary>Both together.</summary>
    public static StabilityCount operator +(StabilityCount a, StabilityCount b) => new(a.Changed + b.Changed, a.Truths + b.Truths);
}
