using StableDino.Onnx;
using StableDino.Pipeline;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>Queries that are the same for every image, as constants of an exported graph.</summary>
internal static class LearnedConstants
{
    /// <summary>What a stage hands over for one image, repeated for every image of the batch.</summary>
    /// <param name="stage">The stage, in evaluation.</param>
    /// <param name="memory">Says how many images there are.</param>
    /// <param name="forOne">The queries of one image.</param>
    public static QueryValues Emit(Module stage, MemoryValues memory, Func<SelectedQueries> forOne)
    {
        if (stage.training) throw new InvalidOperationException("Only a detector in evaluation is exported.");
        var graph = memory.Memory.Graph;
        using var here = graph.Within(stage);
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        var queries = forOne();
        var images = memory.Memory.Size(0);
        Value ForAll(string name, Tensor rows) => graph.Weight(name, rows).Expand(images, 1, 1);
        var coordinates = (int)queries.References.shape[2];
        return new QueryValues(
            ForAll("content", queries.Content),
            new(coordinates == 0 ? default : ForAll("references", queries.References), coordinates),
            queries.Positions.Case is Tensor positions ? ForAll("positions", positions) : null);
    }
}
