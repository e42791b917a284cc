using StableDino.Configuration;

namespace StableDino.Generators.Model;

/// <summary>Which of its stages a backbone hands over. The map of stage n has a cell for each 2ⁿ × 2ⁿ pixels.</summary>
/// <param name="First">The finest.</param>
/// <param name="Last">The coarsest.</param>
internal sealed record BackboneStages(int First, int Last)
{
    /// <summary>Those of a backbone.</summary>
    public static BackboneStages Of(BackboneConfig backbone) => backbone switch
    {
        BackboneConfig.ResNet r => new(r.FirstStage, r.LastStage),
        BackboneConfig.Swin s => new(s.FirstStage, s.LastStage),
        BackboneConfig.FocalNet f => new(f.FirstStage, f.LastStage),
        _ => throw new InvalidOperationException("closed"),
    };

    /// <summary>How many there are.</summary>
    public int Count => Last - First + 1;

    /// <summary>Whether such stages exist, in that order.</summary>
    public static bool AreSound(int first, int last) => first >= 2 && first <= last && last <= 5;

    /// <summary>The stage of the pyramid's finest level: masks keep the backbone's finest map for themselves.</summary>
    public static int FirstLevel(DetectorConfig config) =>
        Of(config.Backbone).First + (config.Masks is MaskConfig.PixelEmbedding ? 1 : 0);

    /// <summary>
    /// The cells of a stage's map; a dilated last stage keeps those of the stage before, and what comes after halves
    /// them.
    /// </summary>
    public static Extent Map(BackboneConfig backbone, int stage) =>
        new(stage >= 5 && backbone is BackboneConfig.ResNet { DilatedLastStage: true } ? stage - 1 : stage);
}
