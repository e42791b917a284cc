namespace StableDino.Evaluation;

/// <summary>A range of object sizes, both ends included.</summary>
/// <param name="Name">Its name; <c>all</c>, <c>small</c>, <c>medium</c> and <c>large</c> appear in the summary.</param>
/// <param name="Low">Smallest area, square pixels.</param>
/// <param name="High">Largest area, square pixels.</param>
public sealed record AreaRange(string Name, double Low, double High)
{
    /// <summary>Every size.</summary>
    public static AreaRange All => new("all", 0, 1e10);

    /// <summary>Up to 32².</summary>
    public static AreaRange Small => new("small", 0, 1024);

    /// <summary>32² to 96².</summary>
    public static AreaRange Medium => new("medium", 1024, 9216);

    /// <summary>From 96².</summary>
    public static AreaRange Large => new("large", 9216, 1e10);

    /// <summary>Whether an area lies outside.</summary>
    public bool Excludes(double area) => area < Low || area > High;
}
