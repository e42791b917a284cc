using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>The neck: a channel mapper, or the projection of a single map.</summary>
internal static class NeckLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        var (config, channels) = (graph.Config.Neck, graph.Shapes.NeckChannels);
        var features = new Edge.Value(StageKind.Backbone, graph.Shapes.FinestKept > 0 ? Form.Coarser : Form.Whole);
        var stage = config.Form == NeckForm.ChannelMapper
            ? new StageModel(StageKind.Neck, "ChannelMapper", "neck.")
            {
                Summary = "Backbone maps to a pyramid of one width.",
                Arguments = [Own, Argument.Of("inputChannels", channels)],
                Reads = [features, new Edge.Input(GraphInput.Padding)],
                Yields = Pyramid(graph),
            }
            : new StageModel(StageKind.Neck, "InputProjection", "")
            {
                Summary = "The backbone's only map, to the transformer's width.",
                Arguments = [Own, Argument.Of("inputChannels", channels[0])],
                Reads = [features, new Edge.Input(GraphInput.Padding)],
                Yields = Pyramid(graph),
            };
        yield return stage with { Parts = [.. Parts(config, channels)],
            Cost = CostOf(config, channels, [.. graph.Shapes.Levels]) };
    }

    private static Argument Own { get; } = new Argument.Configured("config", "Neck");

    private static ValueModel Pyramid(Blueprint graph) =>
        new("pyramid", Handover.FeaturePyramid, [.. graph.Shapes.Pyramid]);

    private static IEnumerable<Part> Parts(NeckConfig config, EquatableArray<int> channels) => config.Form switch
    {
        NeckForm.Projection => Projected("input_proj", config, channels),
        NeckForm.NormalisedProjection =>
            [.. Projected("input_proj.0", config, channels), .. Part.Norm("input_proj.1", config.Width)],
        _ => Convolutions(config, channels).SelectMany(c => Mapped(c, config.Width)),
    };

    private static IEnumerable<Part> Projected(string name, NeckConfig config, EquatableArray<int> channels) =>
        [Part.Weight($"{name}.weight", config.Width, channels[0], 1, 1), Part.Weight($"{name}.bias", config.Width)];

    private static IEnumerable<Part> Mapped(Convolution convolution, int width) =>
    [
        Part.Weight($"{convolution.Name}.conv.weight", width, convolution.Input, convolution.Kernel,
            convolution.Kernel),
        Part.Weight($"{convolution.Name}.conv.bias", width),
        .. Part.Norm($"{convolution.Name}.norm", width),
    ];

    private static Cost CostOf(
        NeckConfig config, EquatableArray<int> channels, IReadOnlyList<Extent> levels) => Cost.Sum(
        Convolutions(config, channels)
            .Select((c, i) => Cost.Of(levels[i], (long)c.Input * config.Width * c.Kernel * c.Kernel)));

    // One for each map, then one with a stride for each further level.
    private static IEnumerable<Convolution> Convolutions(NeckConfig config, EquatableArray<int> channels) =>
    [
        .. channels.Select((c, i) => new Convolution($"convs.{i}", c, Kernel: 1)),
        .. Enumerable.Range(0, config.Levels - channels.Length)
            .Select(i =>
                new Convolution($"extra_convs.{i}", i == 0 ? channels[channels.Length - 1] : config.Width, Kernel: 3)),
    ];

    private sealed record Convolution(string Name, int Input, int Kernel);
}
