using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A fusion needs memories to fuse.</summary>
internal static class FusionRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (name, least, instead) = config.Encoder.Fusion switch
        {
            MemoryFusion.Simple => ("Simple", 1, "None"),
            MemoryFusion.Dense => ("Dense", 1, "None"),
            MemoryFusion.ULike => ("ULike", 2, config.Encoder.Layers == 1 ? "Simple" : "None"),
            _ => ("None", 0, "None"),
        };
        if (config.Encoder.Layers >= 0 && config.Encoder.Layers < least)
            yield return Finding.Of(Descriptors.FusionNeedsLayers, ["Encoder.Layers", "Encoder.Fusion"], name, least, config.Encoder.Layers, instead) with { Mend = Literal.Of(least) };
    }
}
