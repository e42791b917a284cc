using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class ProposalEmbedding
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value boxes) =>
        norm.Emit(projection.Emit(SineEmbedding.EmitProposals(boxes, width / 2)));
}
