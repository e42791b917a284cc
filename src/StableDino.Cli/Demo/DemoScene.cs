using System.Collections.Immutable;
using SkiaSharp;
using StableDino.Foundation;

namespace StableDino.Cli.Demo;

/// <summary>A demo scene: its objects, back to front, and the visible pixels of each.</summary>
/// <param name="Side">Columns and rows.</param>
/// <param name="Objects">Back to front.</param>
/// <param name="Owner">Side × Side: index of the object a pixel shows, row by row; −1 is background.</param>
/// <param name="Looks">The random numbers of the background.</param>
internal sealed record DemoScene(int Side, ImmutableArray<DemoObject> Objects, int[] Owner, CounterRandom Looks)
{
    private const int MostObjects = 6;
    private const int Tries = 15;
    private const double LeastVisibleShare = 0.4;
    private const int LeastVisiblePixels = 24;

    /// <summary>
    /// The scene of a stream of random numbers: one to six objects, none hidden by more than three fifths.
    /// </summary>
    public static DemoScene Of(int side, CounterRandom random)
    {
        var wanted = 1 + random.Below(0, MostObjects);
        var (objects, masks) = (new List<DemoObject>(), new List<bool[]>());
        for (var n = 0; n < wanted; n++)
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var candidate = DemoObject.Random(side, random.Fork(100 + n * Tries + attempt));
                var mask = Mask(side, candidate);
                if (!EachVisible([.. masks, mask]))
                    continue;
                objects.Add(candidate);
                masks.Add(mask);
                break;
            }
        return new(side, [.. objects], OwnerOf(masks, side * side), random.Fork(1));
    }

    /// <summary>The picture; the caller disposes of it.</summary>
    public SKBitmap Paint()
    {
        var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        DemoPaint.Background(canvas, Side, Looks);
        foreach (var item in Objects)
            DemoPaint.Object(canvas, item);
        return bitmap;
    }

    private static bool[] Mask(int side, DemoObject item)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Alpha8, SKAlphaType.Premul));
        bitmap.Erase(SKColors.Transparent);
        using (var canvas = new SKCanvas(bitmap))
        using (var outline = item.Outline())
        using (var paint = new SKPaint { IsAntialias = true, Color = SKColors.White })
            canvas.DrawPath(outline, paint);
        var (mask, pixels, stride) = (new bool[side * side], bitmap.GetPixelSpan().ToArray(), bitmap.RowBytes);
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
                mask[y * side + x] = pixels[y * stride + x] >= 128;
        return mask;
    }

    private static bool EachVisible(List<bool[]> masks)
    {
        var owner = OwnerOf(masks, masks[0].Length);
        var (all, visible) = (new int[masks.Count], new int[masks.Count]);
        for (var n = 0; n < masks.Count; n++)
            all[n] = masks[n].AsSpan().Count(true);
        foreach (var n in owner)
            if (n >= 0)
                visible[n]++;
        return all.Zip(visible, (pixels, seen) => seen >= LeastVisiblePixels && seen >= LeastVisibleShare * pixels)
            .All(enough => enough);
    }

    private static int[] OwnerOf(List<bool[]> masks, int pixels)
    {
        var owner = new int[pixels];
        Array.Fill(owner, -1);
        for (var n = 0; n < masks.Count; n++)
            for (var i = 0; i < pixels; i++)
                if (masks[n][i])
                    owner[i] = n;
        return owner;
    }
}
