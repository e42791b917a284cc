using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

/// <summary>Attention of queries to the memory that an exported decoder may have.</summary>
internal interface IExportedCrossAttention
{
    /// <summary>The queries after it, the residual included.</summary>
    /// <param name="content">[B, Q, width].</param>
    /// <param name="places">Where the queries are.</param>
    /// <param name="memory">The memory.</param>
    /// <returns>[B, Q, width].</returns>
    Value Emit(Value content, PlaceValues places, MemoryValues memory);
}
