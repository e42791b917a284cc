using StableDino.Configuration;
using StableDino.Network;
using StableDino.Zoo;

namespace StableDino.Properties.Model;

#pragma warning disable SDINO028 // the official code attends to padding in evaluation, and so do its numbers

/// <summary>The models of the recorded data, for the config compiler.</summary>
public static class RecordedDetectors
{
    // What the denoising queries of the official release pay.
    private static LossConfig Pays => new(
        new ClassificationLoss.PositionSupervised(
            new PositionalTarget.Power(2f), new TargetRescale.ToOne(), Arithmetic: LogArithmetic.OfficialEpsilons),
        Overlap: OverlapArithmetic.OfficialEpsilon);

    /// <summary>Two encoder and two decoder layers, dense fusion.</summary>
    [CompiledDetector]
    public static DetectorConfig Recorded2x2 { get; } = StableDinoZoo.StableDinoR50Official with
    {
        Name = "recorded-2x2",
        Backbone = new BackboneConfig.ResNet(StemWidth: 16, Width: 8),
        Neck = StableDinoZoo.StableDinoR50Official.Neck with { Width = 64 },
        Encoder = StableDinoZoo.StableDinoR50Official.Encoder with { Layers = 2, Width = 64, Heads = 4,
            FeedForward = 128 },
        Queries = StableDinoZoo.StableDinoR50Official.Queries with { Count = 50 },
        Decoder = StableDinoZoo.StableDinoR50Official.Decoder with { Layers = 2, Width = 64, Heads = 4,
            FeedForward = 128 },
        Branches =
            [new BranchConfig.ContrastiveDenoising(
                new NegativeNoise.SameAsPositive(), Pays, Queries: 10, Absent: AbsentSlots.TrainedAsNegatives)],
    };

    /// <summary>Three and three layers.</summary>
    [CompiledDetector]
    public static DetectorConfig Recorded3x3 { get; } = Recorded2x2 with
    {
        Name = "recorded-3x3",
        Encoder = Recorded2x2.Encoder with { Layers = 3 },
        Decoder = Recorded2x2.Decoder with { Layers = 3 },
        Branches =
            [new BranchConfig.ContrastiveDenoising(
                new NegativeNoise.SameAsPositive(), Pays, Queries: 12, Absent: AbsentSlots.TrainedAsNegatives)],
    };

    /// <summary>No fusion, negatives one step further out.</summary>
    [CompiledDetector]
    public static DetectorConfig Recorded2x2NoFusion { get; } = Recorded2x2 with
    {
        Name = "recorded-2x2-nofusion",
        Encoder = Recorded2x2.Encoder with { Fusion = new MemoryFusion.None() },
        Queries = Recorded2x2.Queries with { Count = 40 },
        Branches =
            [new BranchConfig.ContrastiveDenoising(
                new NegativeNoise.AddPerCopy(Step: 1f), Pays, Queries: 10, Absent: AbsentSlots.TrainedAsNegatives)],
    };
}
