using StableDino.Generators.Graph;

namespace StableDino.Generators.Emission;

/// <summary>The graph as a Mermaid flow chart.</summary>
internal static class Diagram
{
    public static IEnumerable<string> Lines(GraphModel graph)
    {
        yield return "flowchart TD";
        yield return "    images([\"images\"])";
        foreach (var stage in graph.Stages)
            yield return $"    {stage.Field}[\"{stage.Property}: {stage.Type}<br/>{Numbers.Thousands(stage.Learned(graph.Classes))} parameters\"]";
        foreach (var branch in graph.Axes.Branches)
            yield return $"    {branch.Name}Branch{{{{\"{branch.Name} branch<br/>{branch.Assignment}\"}}}}";
        yield return "    images --> backbone";
        var previous = graph.Stages[0];
        foreach (var stage in graph.Stages.Skip(1).Where(s => s.Field is not ("pixelEmbedding" or "maps")))
        {
            yield return $"    {previous.Field} -->|\"{previous.Output.Type}\"| {stage.Field}";
            previous = stage;
        }
        yield return "    encoder -->|\"EncoderMemory\"| decoder";
        if (graph.HasMasks)
        {
            yield return "    backbone -->|\"BackboneFeatures\"| pixelEmbedding";
            yield return "    encoder -->|\"EncoderMemory\"| pixelEmbedding";
            yield return "    pixelEmbedding -->|\"PixelEmbeddings\"| masking";
            yield return "    pixelEmbedding -->|\"PixelEmbeddings\"| masks";
        }
        if (graph.Has("maps"))
        {
            yield return "    encoder -->|\"EncoderMemory\"| maps";
            foreach (var head in graph.Stages.Where(stage => stage.Field is "anchors" or "regions"))
                yield return $"    maps -.->|\"MemoryMaps\"| {head.Field}";
        }
        foreach (var branch in graph.Axes.Branches)
            yield return $"    {previous.Field} {(branch.TrainOnly ? "-.->" : "-->")} {branch.Name}Branch";
        if (graph.Has("denoising"))
            yield return "    truths([\"noised truths, training only\"]) -.-> denoising";
    }
}
