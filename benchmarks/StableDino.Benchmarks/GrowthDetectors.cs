using StableDino.Configuration;
using StableDino.Zoo;

namespace StableDino.Benchmarks;

/// <summary>Stable-DINO at full size with other numbers of queries.</summary>
public static class GrowthDetectors
{
    /// <summary>300 queries.</summary>
    [CompiledDetector]
    public static DetectorConfig Queries300 { get; } = With(300);

    /// <summary>1,800 queries.</summary>
    [CompiledDetector]
    public static DetectorConfig Queries1800 { get; } = With(1800);

    /// <summary>3,600 queries.</summary>
    [CompiledDetector]
    public static DetectorConfig Queries3600 { get; } = With(3600);

    private static DetectorConfig With(int queries) => StableDinoZoo.StableDinoR50 with
    {
        Name = "stable-dino-" + queries + "-queries",
        Queries = StableDinoZoo.StableDinoR50.Queries with { Count = queries },
        Losses = StableDinoZoo.StableDinoR50.Losses with
        {
            Classification = new ClassificationLoss.PositionSupervised(
                Target: new PositionalTarget.Power(Exponent: 2f), Rescale: new TargetRescale.ToMaxIou()),
        },
    };
}
