using StableDino.Onnx;

namespace StableDino.Network;

public static partial class DeformableSampling
{
    /// <summary>The weighted sum of samples, by <c>GridSample</c> or from gathered corners.</summary>
    /// <returns>[B, Q, H·D].</returns>
    internal static Value Emit(SampledValues samples) =>
        samples.Maps.Graph.Options.Sampling == SamplingForm.Gather ? EmitGathered(samples) : EmitGrids(samples);

    // As Composed: a level at a time.
    private static Value EmitGrids(SampledValues samples)
    {
        var (graph, levels) = (samples.Maps.Graph, samples.Levels);
        var (heads, depth, points) = samples.Sizes;
        var queries = samples.Weights.Size(1);
        var maps = samples.Maps.Permute(0, 2, 1)
            .Split(2, graph.Concat(0, [.. levels.Select(level => level.Cells)]), levels.Length);
        var shares = samples.Weights.Permute(0, 2, 1, 3).Reshape(-1, 1, queries, levels.Length * points)
            .Split(3, [.. Enumerable.Repeat((long)points, levels.Length)]);
        Value Sampled(int level)
        {
            var grid = samples.Locations(level, graph.Single(2), -1)
                .Permute(0, 2, 1, 3, 4).Reshape(-1, queries, points, 2);
            return graph.Apply(
                "GridSample", [maps[level].Reshape(-1, depth, levels[level].Height, levels[level].Width), grid],
                ("align_corners", 0L), ("mode", graph.Options.Opset >= 20 ? "linear" : "bilinear"),
                ("padding_mode", "zeros"));
        }

        return Enumerable.Range(0, levels.Length)
            .Select(level => (Sampled(level) * shares[level]).Sum(-1))                    // [B·H, D, Q]
            .Aggregate((sum, level) => sum + level)
            .Reshape(samples.Maps.Size(0), heads * depth, queries).Permute(0, 2, 1);
    }

    // Four corners of every location as rows of all maps, weighted by one product.
    private static Value EmitGathered(SampledValues samples)
    {
        var graph = samples.Maps.Graph;
        var (heads, depth, points) = samples.Sizes;
        var shares = samples.Weights.Split(3, [.. Enumerable.Repeat((long)points, samples.Levels.Length)]);
        var (rows, factors) = (new List<Value>(), new List<Value>());
        var start = graph.Longs(0);
        foreach (var (level, index) in samples.Levels.Select((level, index) => (level, index)))
        {
            var extent = level.Extent;
            var place = samples.Locations(index, extent, -0.5);                           // [B, Q, H, P, 2] in cells
            var (low, far) = (place.Floor(), extent - 1);
            var part = place - low;
            foreach (var corner in Corners(graph))
            {
                var cell = low + corner;
                var nearest = graph.Apply("Max", graph.Apply("Min", cell, far), graph.Single(0));
                var inside = graph.Apply("Equal", cell, nearest).To(ElementType.Single);
                var near = graph.Apply("Abs", part + corner - 1);                         // 1 − part, or part
                var share = near * inside;
                var whole = nearest.To(ElementType.Int64);
                rows.Add(whole.Select(-1, 1) * level.Width + whole.Select(-1, 0) + start);
                factors.Add(share.Select(-1, 0) * share.Select(-1, 1) * shares[index]);
            }

            start += level.Cells;
        }

        var tokens = samples.Maps.Size(1);
        var images = graph.Range(samples.Maps.Size(0)).Reshape(-1, 1, 1, 1) * tokens;
        var own = graph.Longs([.. Enumerable.Range(0, heads).Select(head => (long)head)]).Reshape(heads, 1);
        var all = (graph.Concat(-1, [.. rows]) + images) * graph.Long(heads) + own;       // [B, Q, H, 4·L·P]
        var corners = samples.Maps.Reshape(-1, depth).Gather(0, all);                     // [B, Q, H, 4·L·P, D]
        return graph.Concat(-1, [.. factors]).Unsqueeze(3).MatMul(corners).Reshape(0, 0, heads * depth);
    }

    private static IEnumerable<Value> Corners(OnnxGraph graph) =>
        from y in new[] { 0f, 1f }
        from x in new[] { 0f, 1f }
        select graph.Constant($"corner {x} {y}", () => TorchSharp.torch.tensor(new[] { x, y }));
}
