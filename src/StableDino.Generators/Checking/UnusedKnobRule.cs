using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A value that nothing reads, because another value turned its part off. It is told only where it was written.</summary>
internal static class UnusedKnobRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from part in Idle(config)
        from path in part.Paths
        select Finding.Of(Descriptors.UnusedKnob, [path], path, part.Because) with { OnlyIfWritten = true };

    private static IEnumerable<(string Because, string[] Paths)> Idle(DetectorConfig config)
    {
        if (config.Encoder.Layers == 0)
            yield return ("Encoder.Layers is 0", ["Encoder.Heads", "Encoder.Points", "Encoder.FeedForward", "Encoder.Dropout"]);
        if (config.Decoder.Layers == 1)
            yield return ("Decoder.Layers is 1", ["Decoder.LookForwardTwice", "Losses.AuxiliaryWeight", .. config.Heads.Sharing == HeadSharing.Shared ? new[] { "Heads.Sharing" } : []]);
        if (config.Denoising is DenoisingConfig.None)
            yield return ("Denoising is None", ["Losses.DenoisingClassificationWeight", "Losses.DenoisingBoxWeight", "Losses.DenoisingGiouWeight"]);
        if (config.Matching.ClassCost == 0f)
            yield return ("Matching.ClassCost is 0", ["Matching.Alpha", "Matching.Gamma", "Matching.Modulation.Exponent"]);
        if (config.Losses.ClassificationWeight == 0f)
            yield return ("Losses.ClassificationWeight is 0", ["Losses.Classification.Alpha", "Losses.Classification.Gamma", "Losses.Classification.Arithmetic"]);
        if (config.Denoising is DenoisingConfig.Contrastive { BoxNoise: 0f })
            yield return ("Denoising.BoxNoise is 0", ["Denoising.Negatives.Step"]);
    }
}
