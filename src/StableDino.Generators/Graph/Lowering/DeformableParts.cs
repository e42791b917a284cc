namespace StableDino.Generators.Graph;

/// <summary>Deformable attention, in encoder and decoder layers.</summary>
internal static class DeformableParts
{
    /// <summary>Its parameters.</summary>
    public static IEnumerable<Part> Attention(string name, int width, int heads, int levels, int points) =>
    [
        .. Part.Linear($"{name}.sampling_offsets", width, heads * levels * points * 2),
        .. Part.Linear($"{name}.attention_weights", width, heads * levels * points),
        .. Part.Linear($"{name}.value_proj", width, width),
        .. Part.Linear($"{name}.output_proj", width, width),
    ];

    /// <summary>
    /// Multiply–adds of one query of deformable attention, the value projection left out: output projection, offsets
    /// and weights, and for
    /// each sample and channel four corners and one attention weight.
    /// </summary>
    public static long QueryCost(int width, int heads, int levels, int points) =>
        ((long)width * width) + (3L * width * heads * levels * points) + (5L * width * levels * points);
}
