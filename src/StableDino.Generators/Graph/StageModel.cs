using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// One stage of a graph, whole: what it is built from, what it reads and yields, its parameters and its cost.
/// </summary>
/// <remarks>Immutable and equal by content, so that the incremental pipeline may cache it.</remarks>
/// <param name="Kind">What it does; also its place in the checkpoint.</param>
/// <param name="Type">Its module type.</param>
/// <param name="Official">Prefix of its parameters' official names, with its dot.</param>
internal sealed record StageModel(StageKind Kind, string Type, string Official)
{
    /// <summary>What it does, in words.</summary>
    public required string Summary { get; init; }

    /// <summary>Arguments of its constructor.</summary>
    public required EquatableArray<Argument> Arguments { get; init; }

    /// <summary>What it reads; the arguments of its call in their order.</summary>
    public required EquatableArray<Edge> Reads { get; init; }

    /// <summary>What it yields.</summary>
    public required ValueModel Yields { get; init; }

    /// <summary>Its parameters.</summary>
    public EquatableArray<Part> Parts { get; init; } = [];

    /// <summary>Its multiply–adds in inference.</summary>
    public Cost Cost { get; init; } = Cost.None;

    /// <summary>Whether the forward pass calls it; if not, other stages apply its weights.</summary>
    public bool IsCalled { get; init; } = true;

    /// <summary>
    /// Whether inference can do without it: there it hands on its first value as it is, or gives nothing.
    /// </summary>
    public bool IsForTraining { get; init; }

    /// <summary>The arguments of its call.</summary>
    public IEnumerable<Edge> Passed => Reads.Where(edge => edge is not Edge.Predicted);

    /// <summary>Its field, and the prefix of its parameters' own names.</summary>
    public string Field => FieldOf(Kind);

    /// <summary>Its property.</summary>
    public string Property => Kind.ToString();

    /// <summary>Its place among the stages of an official checkpoint.</summary>
    public int CheckpointRank => (int)Kind;

    /// <summary>Numbers it learns, for a class count.</summary>
    public long Learned(int classes) => Parts.Where(p => p.Kind == ParameterModel.Weight).Sum(p => p.Count(classes));

    /// <summary>The field of a stage of that kind.</summary>
    public static string FieldOf(StageKind kind)
    {
        var name = kind.ToString();
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
