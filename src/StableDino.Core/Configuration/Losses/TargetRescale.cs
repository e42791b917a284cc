namespace StableDino.Configuration;

/// <summary>ε: rescaling of an image's positive targets (§2.2); never lowers one.</summary>
public abstract record TargetRescale
{
    private TargetRescale() { }

    /// <summary>Targets as they are.</summary>
    public sealed record None : TargetRescale;

    /// <summary>
    /// The image's largest target becomes 1: the paper's choice for 300 queries, the official code's for all.
    /// </summary>
    public sealed record ToOne : TargetRescale;

    /// <summary>
    /// The image's largest target becomes the largest IoU of all its prediction–target pairs: the paper's choice for
    /// 900 queries.
    /// </summary>
    public sealed record ToMaxIou : TargetRescale;
}
