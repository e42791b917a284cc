using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>What a check found in one split.</summary>
/// <param name="Paths">Where it lies.</param>
/// <param name="Faults">Every fault, in file order.</param>
public sealed record SplitReport(SplitPaths Paths, ImmutableArray<DataFault> Faults)
{
    /// <summary>The entries whose structure is sound.</summary>
    public CocoAnnotations Sound => Contents.Sound;

    /// <summary>Whether a run on it is refused.</summary>
    public bool HasErrors => Faults.Any(fault => fault.IsError);

    /// <summary>What is known of each image's file, in order; empty where files were not looked at.</summary>
    internal ImmutableArray<ImageFinding> Files { get; init; } = [];

    internal CocoContents Contents { get; init; } = CocoContents.Nothing;
}
