namespace StableDino.Pipeline;

/// <summary>What an entry of a detector's state is.</summary>
public enum ParameterKind
{
    /// <summary>A parameter.</summary>
    Weight,

    /// <summary>A persistent buffer, such as a frozen statistic.</summary>
    Buffer,

    /// <summary>A second official name of a parameter listed elsewhere.</summary>
    Alias,
}
