using StableDino.Onnx;
using StableDino.Pipeline;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

public sealed partial class LabelEmbedding
{
    /// <summary>As in evaluation: the queries as they are, or the unknown class as their content.</summary>
    public QueryValues Emit(QueryValues queries)
    {
        if (!names) return queries;
        var graph = queries.Content.Graph;
        using var here = graph.Within(this);
        var unknown = graph.Weight("unknown", embedding.weight!, w => functional.pad(w.narrow(0, -1, 1), [0, 1]));
        return queries with { Content = graph.Apply("Expand", unknown, queries.Content.Shape()) };
    }
}
