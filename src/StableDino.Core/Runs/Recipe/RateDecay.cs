namespace StableDino.Runs;

/// <summary>How the learning rate falls over a run.</summary>
public abstract record RateDecay
{
    private RateDecay() { }

    /// <summary>It does not.</summary>
    public sealed record Constant : RateDecay;

    /// <summary>Times <paramref name="Factor"/> from the share <paramref name="At"/> of the run on.</summary>
    /// <param name="At">In (0, 1]: 11/12 for the paper's 12 epochs, 20/24 for its 24.</param>
    /// <param name="Factor">0.1 in the paper.</param>
    public sealed record Drop(double At = 11 / 12.0, double Factor = 0.1) : RateDecay;

    /// <summary>
    /// Half a cosine from 1 to <paramref name="Floor"/> (Loshchilov and Hutter, ICLR 2017, without restarts).
    /// </summary>
    /// <param name="Floor">Factor at the end, in [0, 1].</param>
    public sealed record Cosine(double Floor = 0) : RateDecay;
}
