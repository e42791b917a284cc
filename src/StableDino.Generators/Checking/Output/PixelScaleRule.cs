using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Statistics of pixels in 0..1 on pixels in 0..255: the commonest slip in carrying a configuration over.</summary>
internal static class PixelScaleRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from channel in new[]
        {
            ("Red", config.Pixels.MeanRed, config.Pixels.DeviationRed),
            ("Green", config.Pixels.MeanGreen, config.Pixels.DeviationGreen),
            ("Blue", config.Pixels.MeanBlue, config.Pixels.DeviationBlue),
        }
        where channel.Item2 is >= -1f and <= 1f && channel.Item3 is > 0f and < 1f
        select Finding.Of(
            Descriptors.PixelScale, [$"Pixels.Deviation{channel.Item1}", $"Pixels.Mean{channel.Item1}"],
            channel.Item1, channel.Item2, channel.Item3, channel.Item2 * 255f, channel.Item3 * 255f) with { Mend = Literal.Of(channel.Item3 * 255f) };
}
