using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// The map that masks are read from (Mask2Former's pixel decoder, MaskDINO §3.2): the backbone's finest map, brought to
/// the encoder's
/// width, plus the encoder's finest level, enlarged to its size; a 3×3 convolution; and a 1×1 convolution to the
/// embeddings' width.
/// </summary>
public sealed class PixelEmbedding : NamedModule<BackboneFeatures, EncoderMemory, PixelEmbeddings>
{
    private readonly NeckLevel lateral;
    private readonly NeckLevel output;
    private readonly Conv2d embedding;

    /// <summary>
    /// The lateral convolution <c>adapter_1</c>, the output convolution <c>layer_1</c>, the embedding
    /// <c>mask_features</c>.
    /// </summary>
    /// <param name="config">The masks.</param>
    /// <param name="channels">Channels of the backbone's finest map.</param>
    /// <param name="width">Channels of the encoder.</param>
    public PixelEmbedding(MaskConfig.PixelEmbedding config, int channels, int width) : base(nameof(PixelEmbedding))
    {
        lateral =
            this.Place("adapter_1", new NeckLevel(channels, width, kernel: 1, stride: 1, config.Groups, bias: false));
        output = this.Place("layer_1", new NeckLevel(width, width, kernel: 3, stride: 1, config.Groups, bias: false));
        embedding = this.Place("mask_features", Conv2d(width, config.Width, 1)).Xavier();
    }

    /// <inheritdoc/>
    public override PixelEmbeddings forward(BackboneFeatures features, EncoderMemory memory)
    {
        using var scope = NewDisposeScope();
        var fine = lateral.call(features.Finest);
        var coarse = functional.interpolate(
            memory.Finest(), [fine.shape[2], fine.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
        return new PixelEmbeddings(
            Widened.Of(embedding.call(output.call(fine + coarse).relu())).MoveToOuterDisposeScope(),
            memory.Tokens.ValidRatios.select(1, memory.FinestLevel).MoveToOuterDisposeScope());
    }
}
