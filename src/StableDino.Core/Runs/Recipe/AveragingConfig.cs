namespace StableDino.Runs;

/// <summary>Whether a running average of the weights is kept and used for evaluation.</summary>
public abstract record AveragingConfig
{
    private AveragingConfig() { }

    /// <summary>The weights as they are.</summary>
    public sealed record None : AveragingConfig;

    /// <summary>Exponential moving average.</summary>
    /// <param name="Decay">Share of the old average kept per step; early in a run at most (1 + step)/(10 +
    /// step).</param>
    public sealed record Exponential(double Decay = 0.9997) : AveragingConfig;
}
