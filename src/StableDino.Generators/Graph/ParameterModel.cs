using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>One entry of a graph's state.</summary>
/// <param name="Official">Name in the official checkpoint.</param>
/// <param name="Own">Name in the built module.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Kind">Weight, Buffer or Alias: the members of ParameterKind.</param>
internal sealed record ParameterModel(string Official, string Own, EquatableArray<Dimension> Shape, string Kind)
{
    public const string Weight = nameof(Weight);
    public const string Buffer = nameof(Buffer);
    public const string Alias = nameof(Alias);

    /// <summary>Numbers in it, for a class count.</summary>
    public long Count(int classes) => Shape.Aggregate(1L, (product, d) => product * d.For(classes));
}
