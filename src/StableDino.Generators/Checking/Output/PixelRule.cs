using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Pixels are divided by their deviations.</summary>
internal static class PixelRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from deviation in new[]
        {
            ("Pixels.DeviationRed", config.Pixels.DeviationRed, 58.395f),
            ("Pixels.DeviationGreen", config.Pixels.DeviationGreen, 57.12f),
            ("Pixels.DeviationBlue", config.Pixels.DeviationBlue, 57.375f),
        }
        where !(deviation.Item2 > 0f) || float.IsInfinity(deviation.Item2)
        select Finding.Of(Descriptors.PixelDeviation, [deviation.Item1], deviation.Item1, deviation.Item2, deviation.Item3) with { Mend = Literal.Of(deviation.Item3) };
}
