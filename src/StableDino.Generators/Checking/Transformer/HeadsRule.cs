using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Every head gets an equal share of the channels.</summary>
internal static class HeadsRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from pair in Pairs(config)
        where pair.Heads > 0 && pair.Width > 0 && pair.Width % pair.Heads != 0
        select Finding.Of(
            Descriptors.HeadsDivideWidth, [pair.HeadsPath, pair.WidthPath],
            pair.HeadsPath, pair.Heads, pair.WidthPath, pair.Width, Divisors.Nearest(pair.Width, pair.Heads)) with { Mend = Literal.Of(Divisors.Nearest(pair.Width, pair.Heads)) };

    private static IEnumerable<(string HeadsPath, int Heads, string WidthPath, int Width)> Pairs(DetectorConfig config)
    {
        yield return ("Encoder.Heads", config.Encoder.Heads, "Encoder.Width", config.Encoder.Width);
        yield return ("Decoder.Heads", config.Decoder.Heads, "Decoder.Width", config.Decoder.Width);
        if (config.Backbone is not BackboneConfig.Swin { Width: > 0 and <= 1 << 20 } swin)
            yield break;
        yield return ("Backbone.Heads.Stage2", swin.Heads.Stage2, "Backbone.Width", swin.Width);
        yield return ("Backbone.Heads.Stage3", swin.Heads.Stage3, "Backbone.Width × 2", swin.Width * 2);
        yield return ("Backbone.Heads.Stage4", swin.Heads.Stage4, "Backbone.Width × 4", swin.Width * 4);
        yield return ("Backbone.Heads.Stage5", swin.Heads.Stage5, "Backbone.Width × 8", swin.Width * 8);
    }
}
