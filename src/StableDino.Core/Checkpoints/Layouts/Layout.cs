using System.Collections.Immutable;

namespace StableDino.Checkpoints;

/// <summary>
/// How a project names the tensors of a model of this family, and what weights so named take for granted.
/// </summary>
/// <param name="Name">Short, such as <c>dino-original</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Has">Names that every file of the layout holds.</param>
/// <param name="Lacks">Names that none holds.</param>
/// <param name="Rules">From its names to the official ones; the first that fits counts. No rule fits:
/// unexpected.</param>
/// <param name="Assumptions">What the model must be like for the weights to mean the same.</param>
/// <param name="BackboneOnly">Whether it holds a backbone and nothing else that a detector needs.</param>
internal sealed record Layout(
    string Name,
    string Title,
    ImmutableArray<string> Has,
    ImmutableArray<string> Lacks,
    ImmutableArray<NameRule> Rules,
    ImmutableArray<Assumption> Assumptions,
    bool BackboneOnly = false)
{
    /// <summary>Whether a file with these names is of the layout.</summary>
    public bool Fits(IReadOnlySet<string> names) => Has.All(names.Contains) && !Lacks.Any(names.Contains);
}
