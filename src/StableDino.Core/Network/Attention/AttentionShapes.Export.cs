using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

internal static partial class AttentionShapes
{
    /// <inheritdoc cref="ByHead"/>
    /// <param name="x">[B, N, width].</param>
    /// <param name="heads">Heads.</param>
    /// <param name="depth">Channels of a head.</param>
    public static Value EmitByHead(this Value x, int heads, int depth) =>
        x.Reshape(0, 0, heads, depth).Permute(0, 2, 1, 3);

    /// <inheritdoc cref="Visible"/>
    public static Value? EmitVisible(this TokenValues tokens) =>
        tokens.Mask is { } mask ? (!mask.Tokens).Unsqueeze(1, 2) : null;

    /// <summary>What queries gather of values: softmax(q · kᵀ) · v, the queries scaled already.</summary>
    /// <param name="query">[B, heads, N, d].</param>
    /// <param name="key">[B, heads, M, d].</param>
    /// <param name="value">[B, heads, M, c].</param>
    /// <param name="visible">bool, to be broadcast to [B, heads, N, M]; none where all see all.</param>
    /// <param name="width">heads · c.</param>
    /// <returns>[B, N, width].</returns>
    public static Value EmitAttention(Value query, Value key, Value value, Value? visible, int width)
    {
        var logits = query.MatMul(key.Permute(0, 1, 3, 2));
        var shown = visible is { } there ? logits.KeptWhere(there, double.NegativeInfinity) : logits;
        return shown.Softmax(-1).MatMul(value).Permute(0, 2, 1, 3).Reshape(0, 0, width);
    }
}
