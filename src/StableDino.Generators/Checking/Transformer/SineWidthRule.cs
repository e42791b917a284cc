using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Position embeddings are sines and cosines of x and of y: four equal parts.</summary>
internal static class SineWidthRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from stage in new[] { ("Neck.Width", config.Neck.Width), ("Encoder.Width", config.Encoder.Width), ("Decoder.Width", config.Decoder.Width) }
        where stage.Item2 > 0 && stage.Item2 % 4 != 0
        select Finding.Of(Descriptors.WidthNotMultipleOfFour, [stage.Item1], stage.Item1, stage.Item2, Math.Max(4, ((stage.Item2 + 2) / 4) * 4)) with { Mend = Literal.Of(Math.Max(4, ((stage.Item2 + 2) / 4) * 4)) };
}
