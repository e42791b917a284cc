using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace StableDino.Properties.Kernels;

/// <summary>Inputs of one deformable sampling, drawn from a seed, in double; a test rounds them as it needs.</summary>
public sealed record SamplingCase(
    int Seed, int Batch, int Queries, int Heads, int Depth, int Points, ImmutableArray<LevelShape> Levels)
{
    public static SamplingCase Of(
        int seed, int batch, int queries, int heads, int depth, int points, params (int Height, int Width)[] levels)
    {
        var shapes = ImmutableArray.CreateBuilder<LevelShape>();
        var start = 0;
        foreach (var (height, width) in levels)
        {
            shapes.Add(new(height, width, start));
            start += height * width;
        }
        return new(seed, batch, queries, heads, depth, points, shapes.ToImmutable());
    }

    public int Tokens => Levels.Sum(l => l.Height * l.Width);

    public Tensor Value() => Draw(0, Batch, Tokens, Heads, Depth);

    public Tensor Weights() => Draw(1, Batch, Queries, Heads, Levels.Length * Points).softmax(-1)
        .reshape(Batch, Queries, Heads, Levels.Length, Points);

    public Tensor GradOutput() => Draw(2, Batch, Queries, Heads * Depth);

    /// <summary>
    /// Uniform in [−0.3, 1.3], and no sample within 1/64 pixel of a border between pixels, where the derivative jumps.
    /// </summary>
    public Tensor Locations()
    {
        using var generator = new Generator((ulong)(Seed * 7 + 3));
        var free = rand([Batch, Queries, Heads, Levels.Length, Points, 2], generator: generator, dtype: float64) * 1.6
            - 0.3;
        var sizes = tensor(Levels.SelectMany(l => new double[] { l.Width, l.Height }).ToArray())
            .reshape(1, 1, 1, Levels.Length, 1, 2);
        var pixels = free * sizes - 0.5;
        var whole = pixels.floor();
        var kept = whole + (pixels - whole) * (31.0 / 32) + 1.0 / 64;
        return ((kept + 0.5) / sizes).to(float32).to(float64);
    }

    private Tensor Draw(int part, params long[] shape)
    {
        using var generator = new Generator((ulong)(Seed * 7 + part));
        return randn(shape, generator: generator, dtype: float64).to(float32).to(float64);
    }

    /// <summary>The definition, by grid_sample; any dtype.</summary>
    public static Tensor Composed(Tensor value, ImmutableArray<LevelShape> levels, Tensor locations, Tensor weights)
    {
        long batch = value.shape[0], heads = value.shape[2], depth = value.shape[3], queries = locations.shape[1],
        points = locations.shape[4];
        var sampled = levels.Select((level, l) =>
        {
            var map = value.narrow(1, level.Start, level.Height * level.Width).permute(0, 2, 3, 1)
                .reshape(batch * heads, depth, level.Height, level.Width);
            var grid = (locations.select(3, l) * 2 - 1).permute(0, 2, 1, 3, 4)
                .reshape(batch * heads, queries, points, 2);
            return grid_sample(map, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
        }).ToArray();
        var all = stack(sampled, -2).flatten(-2);                                                   // [B·H, D, Q, L·P]
        var mix = weights.permute(0, 2, 1, 3, 4).reshape(batch * heads, 1, queries, levels.Length * points);
        return (all * mix).sum(-1).reshape(batch, heads * depth, queries).transpose(1, 2).contiguous();
    }
}
