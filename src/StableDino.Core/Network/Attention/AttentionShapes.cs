using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>How attention's tensors are laid out.</summary>
internal static partial class AttentionShapes
{
    /// <summary>[B, N, width] as [B, heads, N, width / heads].</summary>
    public static Tensor ByHead(this Tensor x, int heads) =>
        x.view(x.shape[0], x.shape[1], heads, x.shape[2] / heads).transpose(1, 2);

    /// <summary>Tokens that may be attended to, [B, 1, 1, S], bool.</summary>
    public static Tensor Visible(this TokenSequence tokens) => tokens.Padding.logical_not().unsqueeze(1).unsqueeze(1);
}
