namespace StableDino.Cli.Benchmarking;

/// <summary>Speed of a known piece of work, in 10⁹ operations.</summary>
/// <param name="PerSecond">By the clock: falls when neighbours take the processor.</param>
/// <param name="PerProcessorSecond">By the processor time of this process, all threads: steady beside
/// neighbours.</param>
public sealed record MachineRate(double PerSecond, double PerProcessorSecond)
{
    /// <summary>The higher of both numbers.</summary>
    public MachineRate Best(MachineRate other) =>
        new(Math.Max(PerSecond, other.PerSecond), Math.Max(PerProcessorSecond, other.PerProcessorSecond));
}
