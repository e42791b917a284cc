using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>The feed-forward part of encoder and decoder layers.</summary>
internal static class FeedForwardParts
{
    /// <summary>Its parameters; a learned slope has two names.</summary>
    public static IEnumerable<Part> Of(string name, int width, int hidden, Activation activation) =>
    [
        .. activation == Activation.PRelu ? Slope($"{name}.activation.weight", $"{name}.layers.0.1.weight") : [],
        .. Part.Linear($"{name}.layers.0.0", width, hidden), .. Part.Linear($"{name}.layers.1", hidden, width),
    ];

    private static IEnumerable<Part> Slope(string name, string second) =>
        [Part.Weight(name, 1), Part.Weight(second, 1) with { Kind = ParameterModel.Alias, Of = name }];
}
