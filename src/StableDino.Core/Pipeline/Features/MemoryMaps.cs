using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>The memory as maps, for heads on it, with what they need to know of the images.</summary>
/// <param name="Maps">[B, width, H, W] of each level and of one coarser, finest first, float32; none in
/// evaluation.</param>
/// <param name="Strides">Pixels from cell to cell of each map.</param>
/// <param name="Sizes">Size of each image without its padding.</param>
/// <param name="Targets">The targets of the batch; none where it has none.</param>
/// <param name="Sampling">As in <see cref="NoisedTargets"/>.</param>
public sealed record MemoryMaps(
    ImmutableArray<Tensor> Maps, ImmutableArray<int> Strides, ImmutableArray<ImageSize> Sizes, Option<Targets> Targets,
    Option<CounterRandom> Sampling = default)
{
    /// <summary>Permutations of so many for a head, each call its own; where nothing is drawn, all in order.</summary>
    /// <param name="head">Which of the heads: each has a stream of its own.</param>
    internal Func<long, Tensor> Shuffle(int head) => Shuffle(Sampling, head);

    /// <inheritdoc cref="Shuffle(int)"/>
    internal static Func<long, Tensor> Shuffle(Option<CounterRandom> sampling, int head)
    {
        var calls = 0;
        return count => sampling.Match(
            draws => tensor(
                draws.Fork(head).Fork(calls++).Permutation((int)count), dtype: ScalarType.Int64, device: CPU),
            () => arange(count, ScalarType.Int64, CPU));
    }

    /// <summary>Where each map's cells lie among all cells.</summary>
    public ImmutableArray<LevelShape> Levels
    {
        get
        {
            var levels = ImmutableArray.CreateBuilder<LevelShape>(Maps.Length);
            foreach (var map in Maps)
                levels.Add(new((int)map.shape[2], (int)map.shape[3], levels.Sum(level => level.Height * level.Width)));
            return levels.MoveToImmutable();
        }
    }
}
