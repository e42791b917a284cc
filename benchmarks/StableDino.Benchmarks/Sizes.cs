using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Benchmarks;

/// <summary>Pyramids of known images.</summary>
public static class Sizes
{
    /// <summary>Levels of strides 8, 16, 32 and 64 over an image, as a four-scale detector has them.</summary>
    public static ImmutableArray<LevelShape> Pyramid(int height, int width)
    {
        var levels = ImmutableArray.CreateBuilder<LevelShape>();
        var start = 0;
        foreach (var stride in new[] { 8, 16, 32, 64 })
        {
            var level = new LevelShape((height + stride - 1) / stride, (width + stride - 1) / stride, start);
            levels.Add(level);
            start += level.Height * level.Width;
        }
        return levels.ToImmutable();
    }
}
