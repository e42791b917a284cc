namespace StableDino.Snapshots;

/// <summary>Declarations that tests start from.</summary>
internal static class Sources
{
    /// <summary>The expression of a small sound detector.</summary>
    public const string SmallExpression = """
        new(
                Name: "small",
                Backbone: new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, Norm: FeatureNorm.Batch, FrozenStages: 0),
                Neck: new NeckConfig(Levels: 3, Width: 32, Groups: 8),
                Encoder: new EncoderConfig(
                    Attention: new EncoderAttention.DeformablePoints(), Tokens: new TokenSelection.All(), Fusion: new MemoryFusion.Dense(),
                    Layers: 1, Width: 32, Heads: 4, FeedForward: 64),
                Queries: new QueryConfig(
                    Content: new QueryContent.Learned(), Position: new QueryPosition.SineOfReference(),
                    Reference: new QueryReference.Proposals(), Count: 10),
                Decoder: new DecoderConfig(CrossAttention: new CrossAttention.DeformablePoints(), Layers: 1, Width: 32, Heads: 4, FeedForward: 64),
                Heads: new HeadConfig(Score: new Score.Sigmoid()),
                Matching: new Assignment.Hungarian(
                    Classification: new ClassificationCost.Focal(Modulation: new CostModulation.RescaledGiou())),
                Losses: new LossConfig(
                    Classification: new ClassificationLoss.PositionSupervised(
                        Target: new PositionalTarget.Power(), Rescale: new TargetRescale.ToMaxIou())),
                PostProcessing: new PostProcessingConfig(Suppression: new SuppressionConfig.None(), Detections: 100),
                Pixels: new PixelNormalization(),
                Branches:
                [
                    new BranchConfig.ContrastiveDenoising(
                        Negatives: new NegativeNoise.Contrastive(), Losses: new LossConfig(Classification: new ClassificationLoss.Plain())),
                ],
                Masks: new MaskConfig.None())
        """;

    /// <summary>A small sound detector alone in its file.</summary>
    public static string Small { get; } = File("""
        /// <summary>A small detector.</summary>
            [CompiledDetector]
            public static DetectorConfig Small { get; } =
        """ + " " + SmallExpression + ";");

    /// <summary>The small detector, not compiled, and members after it.</summary>
    public static string WithSmall(string members) =>
        File($"public static DetectorConfig Small {{ get; }} = {SmallExpression};\n\n    {members}");

    /// <summary>A variant of the small detector: the assignments of its <c>with</c>.</summary>
    public static string Variant(string assignments) =>
        WithSmall(
            $"[CompiledDetector]\n    public static DetectorConfig Variant {{ get; }} = Small with {{ {assignments} "
            + $"}};");

    /// <summary>A class with these members.</summary>
    public static string File(string members) => $$"""
        using StableDino.Configuration;

        namespace Demo;

        /// <summary>Detectors of the tests.</summary>
        public static class Zoo
        {
            {{members}}
        }

        """;
}
