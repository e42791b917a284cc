using StableDino.Foundation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A coarser map: images or maps [B, channels, H, W], filled up with zeros to whole patches, to one normalised token
/// [B, ⌈H/p⌉, ⌈W/p⌉, width]
/// for each patch of p × p.
/// </summary>
public sealed partial class PatchEmbedding : NamedModule<Tensor, Tensor>
{
    private readonly int patch;
    private readonly Conv2d projection;
    private readonly LayerNorm norm;

    /// <summary>The convolution <c>proj</c> and the normalisation <c>norm</c>.</summary>
    /// <param name="channels">Channels taken.</param>
    /// <param name="width">Channels given.</param>
    /// <param name="patch">Side of a patch.</param>
    /// <param name="overlapping">Whether a token also sees its neighbours: a 7×7 kernel for patches of 4, 3×3 for
    /// patches of 2.</param>
    public PatchEmbedding(int channels, int width, int patch, bool overlapping = false) : base(nameof(PatchEmbedding))
    {
        this.patch = patch;
        var kernel = overlapping ? 2 * patch - 1 : patch;
        projection = this.Place("proj",
            Conv2d(channels, width, kernel, stride: patch, padding: overlapping ? (kernel - patch + 1) / 2 : 0));
        norm = this.Place("norm", LayerNorm(width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor map) => Scoped.Run(() =>
    {
        var (below, right) = ((patch - map.shape[2] % patch) % patch, (patch - map.shape[3] % patch) % patch);
        return norm.call(projection.call(functional.pad(map, [0, right, 0, below])).permute(0, 2, 3, 1));
    });
}
