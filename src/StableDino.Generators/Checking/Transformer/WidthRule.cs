using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Neck, encoder and decoder hand tokens of one width to each other.</summary>
internal static class WidthRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Encoder.Width != config.Neck.Width)
            yield return Disagreement("Encoder.Width", config.Encoder.Width, "Neck.Width", config.Neck.Width);
        if (config.Decoder.Width != config.Encoder.Width)
            yield return Disagreement("Decoder.Width", config.Decoder.Width, "Encoder.Width", config.Encoder.Width);
    }

    private static Finding Disagreement(string left, int leftWidth, string right, int rightWidth) =>
        Finding.Of(Descriptors.WidthDisagreement, [left, right], left, leftWidth, right, rightWidth) with { Mend = Literal.Of(rightWidth) };
}
