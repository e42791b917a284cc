namespace StableDino.Generators.Graph;

/// <summary>Parameters of attention between all.</summary>
internal static class DenseParts
{
    /// <summary>Multi-head attention with one fused input projection.</summary>
    public static IEnumerable<Part> Attention(string name, int width) =>
    [
        Part.Weight($"{name}.in_proj_weight", 3 * width, width), Part.Weight($"{name}.in_proj_bias", 3 * width),
        .. Part.Linear($"{name}.out_proj", width, width),
    ];
}
