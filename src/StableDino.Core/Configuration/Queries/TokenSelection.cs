namespace StableDino.Configuration;

/// <summary>Which tokens the encoder works on.</summary>
public abstract record TokenSelection
{
    private TokenSelection() { }

    /// <summary>All of them.</summary>
    public sealed record All : TokenSelection;
}
