using StableDino.Configuration;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Brings the backbone's only map to the transformer's width (DETR). Takes the batch's padding [B, H, W] and hands it
/// on at the map's
/// size. The 1×1 convolution is a matrix product, for the reason that <see cref="NeckLevel"/> gives.
/// </summary>
public sealed partial class InputProjection : NamedModule<BackboneFeatures, Tensor, FeaturePyramid>
{
    private readonly Conv2d convolution;
    private readonly GroupNorm? norm;

    /// <summary>
    /// A convolution <c>input_proj</c>; with its normalisation, <c>input_proj.0</c> and <c>input_proj.1</c>.
    /// </summary>
    /// <param name="config">The neck.</param>
    /// <param name="inputChannels">Channels of the map.</param>
    public InputProjection(NeckConfig config, int inputChannels) : base(nameof(InputProjection))
    {
        var normalised = config.Form == NeckForm.NormalisedProjection;
        convolution =
            this.Place(normalised ? "input_proj.0" : "input_proj", Conv2d(inputChannels, config.Width, 1)).Xavier();
        norm = normalised ? this.Place("input_proj.1", GroupNorm(config.Groups, config.Width).Identity()) : null;
    }

    /// <inheritdoc/>
    public override FeaturePyramid forward(BackboneFeatures features, Tensor padding)
    {
        using var scope = NewDisposeScope();
        var projected = PointwiseConvolution.Apply(features.Maps[0], convolution.weight!, convolution.bias);
        var map = norm is null ? projected : norm.call(projected);
        return new FeaturePyramid(
            [map.MoveToOuterDisposeScope()], [LevelPadding.Of(padding, map).MoveToOuterDisposeScope()]);
    }
}
