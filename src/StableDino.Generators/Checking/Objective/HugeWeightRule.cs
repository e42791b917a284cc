using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Weights whose sums leave single precision: costs and losses would be infinite.</summary>
internal static class HugeWeightRule
{
    private const float Most = 1e6f;

    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from weight in WeightRule.Weights(config)
        where weight.Value > Most && !float.IsInfinity(weight.Value)
        select Finding.Of(Descriptors.HugeWeight, [weight.Path], weight.Path, weight.Value, Most) with { Mend = Literal.Of(Most) };
}
