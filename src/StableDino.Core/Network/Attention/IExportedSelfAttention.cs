using StableDino.Onnx;

namespace StableDino.Network;

/// <summary>Attention among queries that an exported decoder may have.</summary>
internal interface IExportedSelfAttention
{
    /// <summary>The queries after it, the residual included.</summary>
    /// <param name="content">[B, Q, width].</param>
    /// <param name="positions">[B, Q, width].</param>
    /// <param name="visible">bool [B, 1, 1, Q]: what may be attended to; none for all.</param>
    /// <returns>[B, Q, width].</returns>
    Value Emit(Value content, Value positions, Value? visible = null);
}
