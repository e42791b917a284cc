using StableDino.Configuration;
using StableDino.Generators.Graph;

namespace StableDino.Generators.Emission;

/// <summary>The body of a graph's forward: a straight pipeline in the paper's order.</summary>
internal static class Pipeline
{
    public static IEnumerable<string> Lines(GraphModel graph)
    {
        var images = graph.HasMasks ? "canvas" : "images";
        if (graph.HasMasks)
            yield return "using var canvas = images.PaddedTo(MaskCanvas.Multiple);";
        if (graph.Padding != PaddingPolicy.Masked)
            yield return $"using var background = global::TorchSharp.torch.zeros_like({images}.Padding);";
        var padding = graph.Padding switch
        {
            PaddingPolicy.Attended => $"training ? {images}.Padding : background",
            PaddingPolicy.AttendedInTraining => "background",
            _ => $"{images}.Padding",
        };
        var twoStage = graph.Has("selection");
        var memory = graph.Levels == LevelOrder.CoarsestFirst ? "reversed" : "memory";
        var masked = graph.HasMasks && !graph.Has("masking");
        var first = graph.Has("masking") ? "instances.Queries" : twoStage ? "proposed.Queries" : $"learned.call({memory})";
        var assists = graph.Stages.Select(stage => stage.Field).Where(field => field is "anchors" or "regions").ToArray();
        List<(string Code, string Comment)> lines =
        [
            ($"var features = backbone.call({images}.Pixels);", "BackboneFeatures"),
            ($"var pyramid = neck.call({(graph.HasMasks ? "features.Coarser" : "features")}, {padding});", "FeaturePyramid"),
            ($"var tokens = flatten.call({(graph.Levels == LevelOrder.CoarsestFirstThroughout ? "pyramid.Reversed()" : "pyramid")});", "TokenSequence"),
            ("var memory = encoder.call(tokens);", "EncoderMemory"),
            .. Only(graph.Levels == LevelOrder.CoarsestFirst, "var reversed = memory.Reversed();", "EncoderMemory, coarsest level first"),
            .. Only(twoStage, $"var proposed = selection.call({memory}, heads);", "ProposedQueries"),
            .. Only(graph.HasMasks, "var pixels = pixelEmbedding.call(features, memory);", "PixelEmbeddings"),
            .. Only(graph.Has("masking"), "var instances = masking.call(proposed, pixels, masks, heads, decoder);", "ProposedInstances"),
            graph.Has("denoising")
                ? ($"var queries = denoising.call({first}, noised);", "SelectedQueries, noised truths first")
                : ($"var queries = {first};", "SelectedQueries"),
            .. Only(assists.Length > 0, $"var onMemory = maps.call(memory, {images}, noised);", "MemoryMaps, in training"),
            .. assists.Select((head, i) => (
                $"var {With(head)} = {head}.call({(i == 0 ? "AssistedQueries.Of(queries)" : With(assists[i - 1]))}, onMemory);", "AssistedQueries, positives last, in training")),
            ($"var states = decoder.call({(assists.Length > 0 ? $"{With(assists[assists.Length - 1])}.Queries" : "queries")}, {memory}, {(masked ? "pixels, masks" : "heads")});", "DecoderStates"),
            masked ? ("return masks.call(states, pixels);", "MaskOutput")
            : graph.HasMasks
                ? ("return masks.call(states, queries, instances, pixels, heads, decoder);", "MaskOutput")
                : ($"return heads.call(states, {(twoStage ? "proposed.Proposals" : "Option<Predictions>.None")}){(assists.Length > 0 ? $" with {{ Heads = {With(assists[assists.Length - 1])}.Heads }}" : "")};", "DetectorOutput"),
        ];
        var width = lines.Max(l => l.Code.Length);
        foreach (var (code, comment) in lines)
            yield return $"{code.PadRight(width)}   // {comment}";
    }

    private static string With(string head) => $"with{char.ToUpperInvariant(head[0])}{head.Substring(1)}";

    private static (string, string)[] Only(bool there, string code, string comment) => there ? [(code, comment)] : [];
}
