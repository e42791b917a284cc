using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Detectors of this family are trained with no dropout, or with 0.1.</summary>
internal static class DropoutRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from entry in new[] { ("Encoder.Dropout", config.Encoder.Dropout), ("Decoder.Dropout", config.Decoder.Dropout) }
            .Concat(TransformerStages.Of(config.Backbone).Select(t => ("Backbone.DropPath", t.DropPath)))
        where entry.Item2 is >= 0.5f and < 1f
        select Finding.Of(Descriptors.StrongDropout, [entry.Item1], entry.Item1, entry.Item2) with { Mend = Literal.Of(0.1f) };
}
