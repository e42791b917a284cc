using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>A cleaned copy of a data set.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Changes">Everything that it has otherwise than the original, one by one.</param>
/// <param name="Check">What a check of the copy found.</param>
public sealed record RepairedData(string Folder, ImmutableArray<DataChange> Changes, DataReport Check);
