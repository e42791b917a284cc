namespace StableDino.Configuration;

/// <summary>
/// f1: from a positive's position metric s = IoU to the value its class probability is supervised with (Table 7).
/// </summary>
public abstract record PositionalTarget
{
    private PositionalTarget() { }

    /// <summary>s^<paramref name="Exponent"/>; 2 is the paper's choice, 1 and ½ its alternatives.</summary>
    /// <param name="Exponent">Positive.</param>
    public sealed record Power(float Exponent = 2f) : PositionalTarget;

    /// <summary>(eˢ − 1)/(e − 1).</summary>
    public sealed record Exponential : PositionalTarget;

    /// <summary>sin(πs/2).</summary>
    public sealed record Sine : PositionalTarget;

    /// <summary>pᵃ·sᵇ: mixes in the class score, which the paper shows to hurt (Table 7, lines 5 to 7).</summary>
    /// <param name="ScoreExponent">a.</param>
    /// <param name="OverlapExponent">b.</param>
    public sealed record ScoreMixed(float ScoreExponent = 1f, float OverlapExponent = 1f) : PositionalTarget;
}
