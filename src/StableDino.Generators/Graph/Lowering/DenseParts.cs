namespace StableDino.Generators.Graph;

/// <summary>Parameters of attention between all.</summary>
internal static class DenseParts
{
    /// <summary>Multi-head attention with one fused input projection.</summary>
    public static IEnumerable<Part> Attention(string name, int width, int projections = 3) =>
    [
        Part.Weight($"{name}.in_proj_weight", projections * width, width),
        Part.Weight($"{name}.in_proj_bias", projections * width),
        .. Part.Linear($"{name}.out_proj", width, width),
    ];

    /// <summary>Attention by row and column: two queries, two keys, a value.</summary>
    public static IEnumerable<Part> ByRowAndColumn(string name, int width) => Attention(name, width, projections: 5);
}
