using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the channel mapper.</summary>
internal static class NeckLowering
{
    public static IEnumerable<Part> Parts(NeckConfig config, EquatableArray<int> channels) =>
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
