namespace StableDino.Configuration;

/// <summary>Content part of a selected query.</summary>
public enum QueryContent
{
    /// <summary>A learned vector per rank; only the position is selected: DINO's mixed query selection.</summary>
    Learned,

    /// <summary>The selected encoder token, detached.</summary>
    SelectedTokens,
}
