using System.Globalization;

namespace StableDino.Generators.Graph;

/// <summary>An argument of a stage's constructor.</summary>
/// <param name="Name">The parameter.</param>
internal abstract record Argument(string Name)
{
    /// <summary>A part of the configuration, by its path.</summary>
    /// <param name="Name">The parameter.</param>
    /// <param name="Path">The path: <c>Queries.Position</c>.</param>
    /// <param name="As">The case that the constructor takes, by its C# name; empty where it takes the declared
    /// type.</param>
    public sealed record Configured(string Name, string Path, string As = "") : Argument(Name);

    /// <summary>C# text.</summary>
    public sealed record Written(string Name, string Text) : Argument(Name);

    /// <summary>A property of an earlier stage.</summary>
    public sealed record Shared(string Name, StageKind Stage, string Property) : Argument(Name);

    /// <summary>A number.</summary>
    public static Argument Of(string name, int value) =>
        new Written(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A truth value.</summary>
    public static Argument Of(string name, bool value) => new Written(name, value ? "true" : "false");

    /// <summary>Numbers.</summary>
    public static Argument Of(string name, IEnumerable<int> values) => new Written(
        name, $"[{string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]");

    /// <summary>The class count of the graph that is built.</summary>
    public static Argument Classes(string name) => new Written(name, "classes");
}
