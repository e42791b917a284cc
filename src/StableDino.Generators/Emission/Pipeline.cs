using StableDino.Generators.Graph;

namespace StableDino.Generators.Emission;

/// <summary>The body of a graph's forward: a straight pipeline in the paper's order.</summary>
internal static class Pipeline
{
    public static IEnumerable<string> Lines(GraphModel graph)
    {
        if (graph.AttendsPadding)
            yield return "using var background = global::TorchSharp.torch.zeros_like(images.Padding);";
        var padding = graph.AttendsPadding ? "training ? images.Padding : background" : "images.Padding";
        var twoStage = graph.Has("selection");
        var first = twoStage ? "proposed.Queries" : "learned.call(memory)";
        List<(string Code, string Comment)> lines =
        [
            ("var features = backbone.call(images.Pixels);", "BackboneFeatures"),
            ($"var pyramid = neck.call(features, {padding});", "FeaturePyramid"),
            ("var tokens = flatten.call(pyramid);", "TokenSequence"),
            ("var memory = encoder.call(tokens);", "EncoderMemory"),
            .. twoStage ? [("var proposed = selection.call(memory, heads);", "ProposedQueries")] : Array.Empty<(string, string)>(),
            graph.Has("denoising")
                ? ($"var queries = denoising.call({first}, noised);", "SelectedQueries, noised truths first")
                : ($"var queries = {first};", "SelectedQueries"),
            ("var states = decoder.call(queries, memory, heads);", "DecoderStates"),
            ($"return heads.call(states, {(twoStage ? "proposed.Proposals" : "Option<Predictions>.None")});", "DetectorOutput"),
        ];
        var width = lines.Max(l => l.Code.Length);
        foreach (var (code, comment) in lines)
            yield return $"{code.PadRight(width)}   // {comment}";
    }
}
