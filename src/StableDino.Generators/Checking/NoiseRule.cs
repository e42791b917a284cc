using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Denoising without noise hands the answer over.</summary>
internal static class NoiseRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Denoising is DenoisingConfig.Contrastive { LabelNoise: 0f, BoxNoise: 0f })
            yield return Finding.Of(Descriptors.NoNoise, ["Denoising.BoxNoise", "Denoising.LabelNoise", "Denoising"]);
    }
}
