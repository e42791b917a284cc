using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using StableDino.Foundation;

namespace StableDino.Properties.Generators;

/// <summary>
/// A pyramid of a batch of small images, and the anchors of its cells; every number of it is exact in single precision.
/// </summary>
public sealed record Pyramid(ImmutableArray<ImageSize> Sizes, ImmutableArray<int> Strides, AnchorShapes Anchors)
{
    /// <summary>Every image fits into the batch, and the batch into the cells of each level.</summary>
    public ImmutableArray<LevelShape> Levels
    {
        get
        {
            var (height, width, start, levels) = (Sizes.Max(size => size.Height), Sizes.Max(size => size.Width), 0,
                ImmutableArray.CreateBuilder<LevelShape>());
            foreach (var stride in Strides)
            {
                levels.Add(new((height + stride - 1) / stride, (width + stride - 1) / stride, start));
                start += levels[^1].Height * levels[^1].Width;
            }

            return levels.ToImmutable();
        }
    }

    public ImmutableArray<int> PerLevel => [.. Levels.Select(level => level.Height * level.Width * Anchors.PerCell)];

    public override string ToString() =>
        $"images {string.Join(" ", Sizes.Select(size => $"{size.Height}×{size.Width}"))}, strides "
        + $"{string.Join(" ", Strides)}, {Anchors}";
}

public static class Pyramids
{
    private static readonly Gen<ImageSize> Size =
        from height in Gen.Choose(1, 70) from width in Gen.Choose(1, 90) select new ImageSize(height, width);

    // Roots of quarters and fours are exact, and so are whole octaves.
    private static readonly Gen<AnchorShapes> Anchors = Gen.Elements<AnchorShapes>(
        new([1f]), new([1f], 4f), new([0.25f, 1f, 4f], 4f), new([4f, 0.25f], 2f));

    public static Gen<Pyramid> One =>
        from sizes in Size.NonEmptyListOf()
        from strides in Gen.Elements<ImmutableArray<int>>([8, 16, 32], [16], [4, 32], [16, 16])
        from anchors in Anchors
        select new Pyramid([.. sizes.Take(3)], strides, anchors);

    public static Arbitrary<Pyramid> Any() => One.ToArbitrary();
}
