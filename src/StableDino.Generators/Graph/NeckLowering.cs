using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the neck: a channel mapper, or the projection of a single map.</summary>
internal static class NeckLowering
{
    public static IEnumerable<Part> Parts(NeckConfig config, EquatableArray<int> channels) => config.Form switch
    {
        NeckForm.Projection => Projected("input_proj", config, channels),
        NeckForm.NormalisedProjection => Projected("input_proj.0", config, channels).Concat(Part.Norm("input_proj.1", config.Width)),
        _ => Mapped(config, channels),
    };

    private static IEnumerable<Part> Projected(string name, NeckConfig config, EquatableArray<int> channels) =>
        [Part.Weight($"{name}.weight", config.Width, channels[0], 1, 1), Part.Weight($"{name}.bias", config.Width)];

    private static IEnumerable<Part> Mapped(NeckConfig config, EquatableArray<int> channels) =>
        Convolutions(config, channels).SelectMany(c => new[]
        {
            Part.Weight($"{c.Name}.conv.weight", config.Width, c.Input, c.Kernel, c.Kernel),
            Part.Weight($"{c.Name}.conv.bias", config.Width),
        }.Concat(Part.Norm($"{c.Name}.norm", config.Width)));

    public static Cost Cost(NeckConfig config, EquatableArray<int> channels, IReadOnlyList<Extent> levels) => Graph.Cost.Sum(
        Convolutions(config, channels).Select((c, i) => Graph.Cost.Of(levels[i], (long)c.Input * config.Width * c.Kernel * c.Kernel)));

    private static IEnumerable<(string Name, int Input, int Kernel)> Convolutions(NeckConfig config, EquatableArray<int> channels) =>
        channels.Select((c, i) => ($"convs.{i}", c, 1)).Concat(
            Enumerable.Range(0, config.Levels - channels.Length).Select(i => ($"extra_convs.{i}", i == 0 ? channels[channels.Length - 1] : config.Width, 3)));
}
