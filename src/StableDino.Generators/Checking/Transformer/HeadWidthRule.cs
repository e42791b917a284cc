using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A head of one channel can only compare, never combine.</summary>
internal static class HeadWidthRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from stage in new[] { ("Encoder", config.Encoder.Heads, config.Encoder.Width), ("Decoder", config.Decoder.Heads, config.Decoder.Width) }
        where stage.Item2 > 1 && stage.Item2 == stage.Item3
        let better = Divisors.Nearest(stage.Item3, Math.Max(1, stage.Item3 / 32))
        select Finding.Of(Descriptors.NarrowHeads, [$"{stage.Item1}.Heads", $"{stage.Item1}.Width"], $"{stage.Item1}.Heads", stage.Item2, $"{stage.Item1}.Width", stage.Item3, better)
            with { Mend = Literal.Of(better) };
}
