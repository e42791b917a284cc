using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// The memory as a pyramid of maps, with one level more (Co-DETR §3.2): a 3×3 convolution of stride 2,
/// <c>downsample.0</c>, and a group
/// normalisation, <c>downsample.1</c>. In training only: in evaluation nobody asks.
/// </summary>
public sealed class MemoryPyramid : NamedModule<EncoderMemory, ImageBatch, Option<NoisedTargets>, MemoryMaps>
{
    private readonly ImmutableArray<int> strides;
    private readonly Conv2d convolution;
    private readonly GroupNorm norm;

    /// <summary>A convolution by torch's own rule.</summary>
    /// <param name="width">Channels of the memory.</param>
    /// <param name="groups">Groups of the normalisation.</param>
    /// <param name="strides">Pixels from cell to cell of each map, the further one included.</param>
    public MemoryPyramid(int width, int groups, ImmutableArray<int> strides) : base(nameof(MemoryPyramid))
    {
        this.strides = strides;
        convolution = this.Place("downsample.0", Conv2d(width, width, 3, stride: 2, padding: 1));
        norm = this.Place("downsample.1", GroupNorm(groups, width).Identity());
    }

    /// <inheritdoc/>
    public override MemoryMaps forward(EncoderMemory memory, ImageBatch images, Option<NoisedTargets> noised)
    {
        if (!training) return new MemoryMaps([], strides, images.Sizes, Option<Targets>.None);

        using var single = Autocast.Paused(memory.Memory.device_type);
        using var scope = NewDisposeScope();
        var maps = memory.Tokens.Levels.Select(level => memory.Map(level).to(float32).contiguous()).ToList();
        maps.Add(norm.call(convolution.call(maps[^1])));
        return new MemoryMaps([.. maps.Select(map => map.MoveToOuterDisposeScope())], strides, images.Sizes,
            noised.Bind(targets => targets.Targets), noised.Bind(targets => targets.Sampling));
    }
}
