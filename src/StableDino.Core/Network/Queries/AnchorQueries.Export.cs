using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class AnchorQueries
{
    /// <inheritdoc cref="forward"/>
    public QueryValues Emit(MemoryValues memory) => LearnedConstants.Emit(this, memory, () => For(images: 1));
}
