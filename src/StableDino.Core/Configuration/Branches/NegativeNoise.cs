namespace StableDino.Configuration;

/// <summary>
/// How the box noise of copy k (k = 0 is the positive) differs from the positive's. The noise is u ~ U[0, 1) per corner
/// coordinate.
/// </summary>
public abstract record NegativeNoise
{
    private NegativeNoise() { }

    /// <summary>u + 1 for every negative copy: DINO's contrastive denoising.</summary>
    public sealed record Contrastive : NegativeNoise;

    /// <summary>
    /// u for all copies: the released Stable-DINO setting, whose negatives are drawn like its positives.
    /// </summary>
    public sealed record SameAsPositive : NegativeNoise;

    /// <summary>u + <paramref name="Step"/>·k.</summary>
    /// <param name="Step">Added per copy.</param>
    public sealed record AddPerCopy(float Step = 1f) : NegativeNoise;

    /// <summary>u + <paramref name="Step"/> for every negative copy.</summary>
    /// <param name="Step">Added once.</param>
    public sealed record AddOnce(float Step = 1f) : NegativeNoise;

    /// <summary>u + k on the first corner only.</summary>
    public sealed record AddPerCopyToFirstCorner : NegativeNoise;

    /// <summary>u + 1 on the first corner only, for every negative copy.</summary>
    public sealed record AddOnceToFirstCorner : NegativeNoise;

    /// <summary>u·(1 + k).</summary>
    public sealed record MultiplyPerCopy : NegativeNoise;
}
