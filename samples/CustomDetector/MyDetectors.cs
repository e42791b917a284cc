using StableDino.Configuration;
using StableDino.Network;
using StableDino.Zoo;

namespace CustomDetector;

/// <summary>A variant of one's own: a small base, stable matching applied to it, and what differs.</summary>
public static class MyDetectors
{
    /// <summary>Not compiled: what the variants share.</summary>
    private static DetectorConfig Base => StableDinoZoo.DinoTiny with
    {
        Name = "pocket",
        Backbone = new BackboneConfig.ResNet(
            Depth: 18, StemWidth: 16, Width: 16, Norm: FeatureNorm.Group, FrozenStages: 0),
        Neck = new NeckConfig(Levels: 3, Width: 32, Groups: 8),
        Encoder = Narrow(StableDinoZoo.DinoTiny.Encoder),
        Decoder = StableDinoZoo.DinoTiny.Decoder with { Layers = 2, Width = 32, Heads = 4, FeedForward = 64 },
        Queries = StableDinoZoo.DinoTiny.Queries with { Count = 20 },
        Classes = 5,
    };

    /// <summary>
    /// Compiled to <c>StablePocketGraph</c>: <c>stable-pocket</c>, with U-like instead of dense fusion.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig StablePocket { get; } = StableDinoZoo.Stable(Base) with
    {
        Encoder = Narrow(Base.Encoder) with { Fusion = new MemoryFusion.ULike() },
    };

    private static EncoderConfig Narrow(EncoderConfig encoder) =>
        encoder with { Layers = 2, Width = 32, Heads = 4, FeedForward = 64 };
}
