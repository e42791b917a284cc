namespace StableDino.Generators.Graph;

/// <summary>The memory as maps with one level more: what auxiliary heads look at.</summary>
internal static class MapsLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        var width = graph.Width;
        yield return new(StageKind.Maps, "MemoryPyramid", "")
        {
            Summary = "The memory as maps, with one level more; in training only.",
            Arguments = [Argument.Of("width", width), Argument.Of("groups", graph.Config.Neck.Groups),
                Argument.Of("strides", Strides(graph))],
            Reads = [new Edge.Value(StageKind.Encoder), new Edge.Input(GraphInput.Images),
                new Edge.Input(GraphInput.Noised)],
            Yields = new("onMemory", Handover.MemoryMaps,
                [.. graph.Shapes.Pyramid, "and one level more"]) { Note = "in training" },
            Parts =
            [
                Part.Weight("downsample.0.weight", width, width, 3, 3), Part.Weight("downsample.0.bias", width),
                .. Part.Norm("downsample.1", width),
            ],
            IsForTraining = true,
        };
    }

    /// <summary>Pixels from cell to cell of each map.</summary>
    public static IReadOnlyList<int> Strides(Blueprint graph)
    {
        var ofLevels = graph.Shapes.Levels.Select(level => 1 << level.Stage).ToList();
        return [.. ofLevels, 2 * ofLevels[ofLevels.Count - 1]];
    }
}
