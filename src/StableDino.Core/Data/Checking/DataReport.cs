using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>What a check found in a data set.</summary>
/// <param name="Splits">Split by split; faults between splits stand with the later one.</param>
public sealed record DataReport(ImmutableArray<SplitReport> Splits)
{
    /// <summary>Every fault.</summary>
    public IEnumerable<DataFault> Faults => Splits.SelectMany(split => split.Faults);

    /// <summary>Whether a run on it is refused.</summary>
    public bool HasErrors => Splits.Any(split => split.HasErrors);
}
