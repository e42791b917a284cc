using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and multiply–adds shared by encoder and decoder layers.</summary>
internal static class DeformableParts
{
    /// <summary>Deformable attention.</summary>
    public static IEnumerable<Part> Attention(string name, int width, int heads, int levels, int points) =>
    [
        .. Part.Linear($"{name}.sampling_offsets", width, heads * levels * points * 2),
        .. Part.Linear($"{name}.attention_weights", width, heads * levels * points),
        .. Part.Linear($"{name}.value_proj", width, width),
        .. Part.Linear($"{name}.output_proj", width, width),
    ];

    /// <summary>The feed-forward part; a learned slope has two names.</summary>
    public static IEnumerable<Part> FeedForward(string name, int width, int hidden, Activation activation) =>
    [
        .. activation == Activation.PRelu
            ? [
                Part.Weight($"{name}.activation.weight", 1),
                Part.Weight($"{name}.layers.0.1.weight", 1) with { Kind = ParameterModel.Alias, Of = $"{name}.activation.weight" },
            ]
            : Array.Empty<Part>(),
        .. Part.Linear($"{name}.layers.0.0", width, hidden), .. Part.Linear($"{name}.layers.1", hidden, width),
    ];

    /// <summary>
    /// Multiply–adds of one query of deformable attention, the value projection left out: output projection, offsets and weights, and for
    /// each sample and channel four corners and one attention weight.
    /// </summary>
    public static long QueryCost(int width, int heads, int levels, int points) =>
        ((long)width * width) + (3L * width * heads * levels * points) + (5L * width * levels * points);
}
