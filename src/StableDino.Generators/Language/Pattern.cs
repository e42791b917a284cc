using StableDino.Generators.Model;

namespace StableDino.Generators.Language;

/// <summary>A pattern of C# over configuration values.</summary>
internal abstract record Pattern
{
    private Pattern() { }

    /// <summary>The variable that a part of a pattern reads from; no name that C# could give.</summary>
    public const string It = "@it";

    /// <summary>Matches everything.</summary>
    public sealed record Any : Pattern;

    /// <summary>Matches nothing: no configuration value is null.</summary>
    public sealed record Null : Pattern;

    /// <summary>Matches an equal value.</summary>
    public sealed record Equal(ConfigValue Value) : Pattern;

    /// <summary>
    /// Matches numbers that compare so; <paramref name="Operator"/> is C#'s name of the operator's kind.
    /// </summary>
    public sealed record Relation(string Operator, ConfigValue Value) : Pattern;

    /// <summary>Matches what the other does not.</summary>
    public sealed record Not(Pattern Inner) : Pattern;

    /// <summary>Matches what both match.</summary>
    public sealed record And(Pattern Left, Pattern Right) : Pattern;

    /// <summary>Matches what either matches.</summary>
    public sealed record Or(Pattern Left, Pattern Right) : Pattern;

    /// <summary>
    /// Matches values of a type (any if empty) whose parts match, and names the value (unless empty).
    /// </summary>
    public sealed record Of(string Type, string Variable, EquatableArray<Part> Parts) : Pattern;

    /// <summary>A pattern outside the language.</summary>
    public sealed record Outside(Expression.Fault Fault) : Pattern;

    /// <summary>A part of a record: read it as <paramref name="Read"/> of the variable <c>@it</c>.</summary>
    public sealed record Part(Expression.Read Read, Pattern Pattern);
}
