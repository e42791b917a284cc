namespace StableDino.Configuration;

/// <summary>
/// How a position metric modulates the class probability inside the matching cost (Eq. 4): p becomes p·f2(s′), s′ =
/// (GIoU + 1)/2.
/// </summary>
public abstract record CostModulation
{
    private CostModulation() { }

    /// <summary>p as it is: the focal cost of Eq. 2.</summary>
    public sealed record None : CostModulation;

    /// <summary>f2(s′) = s′^<paramref name="Exponent"/>, s′ of the very pair: the paper's Eq. 4.</summary>
    /// <param name="Exponent">0.5 in the paper.</param>
    public sealed record RescaledGiou(float Exponent = 0.5f) : CostModulation;

    /// <summary>
    /// The official code: s′ is stored per class over the whole batch (the last target of a class wins, other images
    /// included) and
    /// scaled per image so that its largest value is at least 1.
    /// </summary>
    /// <param name="Exponent">0.5 in the release.</param>
    public sealed record OfficialClassScatter(float Exponent = 0.5f) : CostModulation;
}
