using SkiaSharp;
using StableDino.Foundation;

namespace StableDino.Cli.Demo;

/// <summary>
/// Fills the square from −1 to 1 with a texture: plain, gradient, stripes, dots, checks or brush strokes.
/// </summary>
internal static class DemoTexture
{
    public const int Count = 6;

    public static void Fill(SKCanvas canvas, int texture, CounterRandom random, SKColor body, SKColor second)
    {
        using var first = new SKPaint { IsAntialias = true, Color = body };
        using var other = new SKPaint { IsAntialias = true, Color = second };
        canvas.DrawRect(-2, -2, 4, 4, first);
        var step = 0.22f + 0.25f * (float)random.Uniform(0);
        canvas.Save();
        canvas.RotateDegrees((float)random.Uniform(1) * 180);
        switch (texture)
        {
            case 0:
                break;
            case 1:
                using (var shader = SKShader.CreateLinearGradient(
                    new SKPoint(-1, 0), new SKPoint(1, 0), [body, second], SKShaderTileMode.Clamp))
                using (var gradient = new SKPaint { Shader = shader })
                    canvas.DrawRect(-2, -2, 4, 4, gradient);
                break;
            case 2:
                for (var x = -1.6f; x < 1.6f; x += 2 * step)
                    canvas.DrawRect(x, -2, step, 4, other);
                break;
            case 3:
                for (var (row, y) = (0, -1.6f); y < 1.6f; row++, y += step * 1.2f)
                    for (var x = -1.6f + row % 2 * step * 0.7f; x < 1.6f; x += step * 1.4f)
                        canvas.DrawCircle(x, y, step * 0.38f, other);
                break;
            case 4:
                for (var (row, y) = (0, -1.6f); y < 1.6f; row++, y += step)
                    for (var x = -1.6f + row % 2 * step; x < 1.6f; x += 2 * step)
                        canvas.DrawRect(x, y, step, step, other);
                break;
            default:
                other.Style = SKPaintStyle.Stroke;
                for (var i = 0; i < 26; i++)
                {
                    var (x, y) = (2.6f * (float)random.Uniform(100 + 3 * i) - 1.3f,
                        2.6f * (float)random.Uniform(101 + 3 * i) - 1.3f);
                    other.StrokeWidth = 0.03f + 0.08f * (float)random.Uniform(102 + 3 * i);
                    canvas.DrawLine(x, y, x + 0.5f, y + 0.12f, other);
                }
                break;
        }
        canvas.Restore();
    }
}
