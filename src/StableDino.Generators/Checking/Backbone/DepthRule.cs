using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Parsing;

namespace StableDino.Generators.Checking;

/// <summary>ResNets come in four depths.</summary>
internal static class DepthRule
{
    private static readonly int[] Depths = [18, 34, 50, 101];

    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Backbone is BackboneConfig.ResNet { Depth: var depth } && !Depths.Contains(depth))
            yield return Finding.Of(Descriptors.UnknownDepth, ["Backbone.Depth"], depth, Nearest(depth)) with { Mend = Literal.Of(Nearest(depth)) };
    }

    private static int Nearest(int depth) => Depths.OrderBy(d => Math.Abs((long)d - depth)).First();
}
