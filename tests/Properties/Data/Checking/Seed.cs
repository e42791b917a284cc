using StableDino.Data;

namespace StableDino.Properties.Data.Checking;

/// <summary>
/// A fault injected in a good set, and the kinds that a check must then report: no fewer and no others.
/// </summary>
/// <param name="Kinds">The first names the seed.</param>
/// <param name="Sow">Spoils the set.</param>
public sealed record Seed(DataFaultKind[] Kinds, Action<SeededSet> Sow)
{
    public Seed(DataFaultKind kind, Action<SeededSet> sow) : this([kind], sow) { }

    /// <summary>Kinds that follow from the same cause.</summary>
    public DataFaultKind[] Also { get; init; } = [];

    public override string ToString() => Kinds[0].Name();
}
