using SkiaSharp;
using StableDino.Foundation;

namespace StableDino.Cli.Demo;

/// <summary>One object of a demo scene, before it is painted.</summary>
/// <param name="Shape">Its class.</param>
/// <param name="X">Centre, pixels.</param>
/// <param name="Y">Centre, pixels.</param>
/// <param name="Radius">Half its size, pixels.</param>
/// <param name="Turn">Turned by this, degrees.</param>
/// <param name="Squeeze">Its width over its height, before the turn.</param>
/// <param name="Looks">The random numbers of its paint.</param>
internal sealed record DemoObject(
    DemoShape Shape, float X, float Y, float Radius, float Turn, float Squeeze, CounterRandom Looks)
{
    /// <summary>A random object of a scene of <paramref name="side"/> × <paramref name="side"/> pixels.</summary>
    /// <param name="side">Pixels.</param>
    /// <param name="random">Its numbers.</param>
    public static DemoObject Random(int side, CounterRandom random)
    {
        var shape = (DemoShape)random.Below(0, Enum.GetValues<DemoShape>().Length);
        // Sizes spread evenly on a logarithmic scale, from a sixth of the picture to nine tenths of it.
        var radius = side * 0.5f * (float)Math.Pow(2, -2.6 + 2.45 * random.Uniform(1));
        var (reach, span) = (0.6f * radius, side - 1.2f * radius);
        var tilt = shape is DemoShape.Circle or DemoShape.Ring ? 180 : shape == DemoShape.Square ? 20 : 30;
        return new(
            shape, reach + span * (float)random.Uniform(2), reach + span * (float)random.Uniform(3), radius,
            (float)(2 * random.Uniform(4) - 1) * tilt, (float)(0.8 + 0.4 * random.Uniform(5)), random.Fork(6));
    }

    /// <summary>Its outline in the picture; the caller disposes of it.</summary>
    public SKPath Outline()
    {
        var path = DemoPaths.Of(Shape);
        path.Transform(ToPicture());
        return path;
    }

    /// <summary>From the shape's square to the picture.</summary>
    public SKMatrix ToPicture() => SKMatrix.CreateScale(Radius * MathF.Sqrt(Squeeze), Radius / MathF.Sqrt(Squeeze))
        .PostConcat(SKMatrix.CreateRotationDegrees(Turn))
        .PostConcat(SKMatrix.CreateTranslation(X, Y));
}
