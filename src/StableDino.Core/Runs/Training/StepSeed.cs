namespace StableDino.Runs;

/// <summary>
/// The seed of everything random in one part of one step: a function of the run's seed and the step, so that a resumed
/// run draws what
/// the uninterrupted one would have drawn.
/// </summary>
public static class StepSeed
{
    /// <summary>A well mixed 63-bit seed.</summary>
    /// <remarks>The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over each argument in turn.</remarks>
    /// <param name="seed">The run's.</param>
    /// <param name="step">Optimizer step.</param>
    /// <param name="part">Forward pass within the step.</param>
    public static long Of(int seed, long step, int part) =>
        (long)(Mix(Mix(Mix((ulong)(uint)seed) ^ (ulong)step) ^ (ulong)(uint)part) >> 1);

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
