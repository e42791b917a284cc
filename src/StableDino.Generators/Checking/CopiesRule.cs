using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Noise for negative copies needs negative copies.</summary>
internal static class CopiesRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Denoising is DenoisingConfig.Contrastive { Copies: 1, Negatives: not NegativeNoise.SameAsPositive and var negatives })
            yield return Finding.Of(Descriptors.NegativesNeedCopies, ["Denoising.Copies", "Denoising.Negatives"], negatives.GetType().Name, 1) with { Mend = "2" };
    }
}
