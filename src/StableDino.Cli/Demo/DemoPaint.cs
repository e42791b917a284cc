using SkiaSharp;
using StableDino.Foundation;

namespace StableDino.Cli.Demo;

/// <summary>Paints the demo's objects and backgrounds.</summary>
internal static class DemoPaint
{
    /// <summary>An object: soft shadow, textured body, light from the upper left, dark rim.</summary>
    public static void Object(SKCanvas canvas, DemoObject item)
    {
        using var outline = item.Outline();
        var random = item.Looks;
        // As in nature, a kind has a usual colour (of 36° about its own, seven times in ten) and a usual texture (every
        // second time).
        var usual = random.Uniform(6) < 0.7;
        var hue = usual
            ? (36 * ((float)random.Uniform(0) - 0.5f) + 36 * (int)item.Shape + 360) % 360
            : (float)random.Uniform(0) * 360;
        var texture = random.Uniform(7) < 0.5
            ? (int)item.Shape % DemoTexture.Count
            : random.Below(8, DemoTexture.Count);
        var body = SKColor.FromHsl(hue, 45 + 50 * (float)random.Uniform(1), 32 + 36 * (float)random.Uniform(2));
        var second = SKColor.FromHsl((hue + 40 + 280 * (float)random.Uniform(3)) % 360,
            30 + 60 * (float)random.Uniform(4), 25 + 55 * (float)random.Uniform(5));

        using (var shadow = new SKPaint { IsAntialias = true, Color = SKColors.Black.WithAlpha(70),
            MaskFilter = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 0.3f + item.Radius * 0.06f) })
        {
            canvas.Save();
            canvas.Translate(item.Radius * 0.08f, item.Radius * 0.1f);
            canvas.DrawPath(outline, shadow);
            canvas.Restore();
        }

        canvas.Save();
        canvas.ClipPath(outline, SKClipOperation.Intersect, antialias: true);
        canvas.Concat(item.ToPicture());
        DemoTexture.Fill(canvas, texture, random.Fork(1), body, second);
        using (var light =
            Shader(
                SKShader.CreateRadialGradient(new SKPoint(-0.45f, -0.55f), 1.9f,
                    [SKColors.White.WithAlpha(110), SKColors.White.WithAlpha(0), SKColors.Black.WithAlpha(110)],
                    [0, 0.45f, 1], SKShaderTileMode.Clamp)))
            canvas.DrawRect(-2, -2, 4, 4, light);
        canvas.Restore();

        using var rim = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke,
            StrokeWidth = 0.5f + item.Radius * 0.025f, Color = SKColors.Black.WithAlpha(150) };
        canvas.Save();
        canvas.ClipPath(outline, SKClipOperation.Intersect, antialias: true);
        canvas.DrawPath(outline, rim);
        canvas.Restore();
    }

    /// <summary>A background: gradient, blurred blots, lines and scraps that are no shape of a class.</summary>
    public static void Background(SKCanvas canvas, int side, CounterRandom random)
    {
        var hue = (float)random.Uniform(0) * 360;
        var (from, to) = (Muted(hue, random.Uniform(1)), Muted(hue + 60 * (float)random.Uniform(2), random.Uniform(3)));
        var (sine, cosine) = MathF.SinCos((float)random.Uniform(4) * MathF.Tau);
        var reach = new SKPoint(side * 0.6f * cosine, side * 0.6f * sine);
        var centre = new SKPoint(side / 2f, side / 2f);
        using (var gradient =
            Shader(SKShader.CreateLinearGradient(centre - reach, centre + reach, [from, to], SKShaderTileMode.Clamp)))
            canvas.DrawRect(0, 0, side, side, gradient);

        for (var i = 0; i < 7; i++)
        {
            var blot = random.Fork(10 + i);
            using var paint = new SKPaint { IsAntialias = true,
                Color = Muted(hue + 120 * (float)blot.Uniform(0), blot.Uniform(1)).WithAlpha(120),
                MaskFilter = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, side * 0.04f) };
            canvas.DrawOval((float)blot.Uniform(2) * side, (float)blot.Uniform(3) * side,
                side * (0.05f + 0.2f * (float)blot.Uniform(4)), side * (0.05f + 0.2f * (float)blot.Uniform(5)), paint);
        }
        for (var i = 0; i < 4 + random.Below(5, 12); i++)
            Scrap(canvas, side, random.Fork(30 + i));
        using var noise =
            Shader(SKShader.CreatePerlinNoiseFractalNoise(0.02f + 0.1f * (float)random.Uniform(6),
                0.02f + 0.1f * (float)random.Uniform(7), 3, random.Below(8, 10_000)));
        noise.BlendMode = SKBlendMode.SoftLight;
        canvas.DrawRect(0, 0, side, side, noise);
    }

    /// <summary>A line, an arc or a splinter.</summary>
    private static void Scrap(SKCanvas canvas, int side, CounterRandom random)
    {
        using var paint = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 0.5f + 2.5f * (float)random.Uniform(0),
            Color =
                SKColor.FromHsl((float)random.Uniform(1) * 360, 50 * (float)random.Uniform(2),
                    15 + 70 * (float)random.Uniform(3)).WithAlpha((byte)(60 + random.Below(4, 140))),
        };
        var (x, y) = ((float)random.Uniform(5) * side, (float)random.Uniform(6) * side);
        var (dx, dy) = (side * 0.7f * ((float)random.Uniform(7) - 0.5f),
            side * 0.7f * ((float)random.Uniform(8) - 0.5f));
        using var path = new SKPath();
        path.MoveTo(x, y);
        switch (random.Below(9, 3))
        {
            case 0:
                path.LineTo(x + dx, y + dy);
                break;
            case 1:
                path.QuadTo(x + dy, y - dx, x + dx, y + dy);
                break;
            default:
                paint.Style = SKPaintStyle.Fill;
                path.LineTo(x + dx, y + dy);
                path.LineTo(x + dx + side * 0.03f, y + dy - side * 0.02f);
                path.Close();
                break;
        }
        canvas.DrawPath(path, paint);
    }

    private static SKPaint Shader(SKShader shader)
    {
        using (shader)
            return new SKPaint { IsAntialias = true, Shader = shader };
    }

    private static SKColor Muted(float hue, double draw) =>
        SKColor.FromHsl((hue + 360) % 360, 12 + 30 * (float)draw, 30 + 45 * (float)((draw * 7.3) % 1));
}
