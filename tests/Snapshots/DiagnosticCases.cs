namespace StableDino.Snapshots;

/// <summary>A declaration that shows one diagnostic.</summary>
/// <param name="Id">The diagnostic.</param>
/// <param name="At">The text it points at.</param>
/// <param name="Source">The declaration.</param>
/// <param name="Library">Source of a compiled assembly that the declaration refers to; empty for none.</param>
public sealed record DiagnosticCase(string Id, string At, string Source, string Library = "");

/// <summary>The smallest declaration that shows each diagnostic.</summary>
internal static class DiagnosticCases
{
    public static IReadOnlyList<DiagnosticCase> All { get; } =
    [
        new("SDINO001", "Shrink(Small)", Sources.WithSmall(
            "private static DetectorConfig Shrink(DetectorConfig c) => c;\n\n    [CompiledDetector]\n    public static DetectorConfig Variant { get; } = Shrink(Small);")),
        new("SDINO002", "First", Sources.File(
            "[CompiledDetector]\n    public static DetectorConfig First => Second with { Name = \"first\" };\n\n    public static DetectorConfig Second => First with { Classes = 3 };")),
        new("SDINO003", "NeckConfig", Sources.File("[CompiledDetector]\n    public static NeckConfig Neck { get; } = new();")),
        new("SDINO004", "DetectorConfig", Sources.WithSmall("}\n\npublic sealed class Instance\n{\n    [CompiledDetector]\n    public DetectorConfig Mine { get; } = Zoo.Small;")),
        new("SDINO005", "DetectorConfig", Sources.WithSmall("[CompiledDetector]\n    public static DetectorConfig Block { get { return Small; } }")),
        new("SDINO006", "System.Environment.ProcessorCount", Sources.Variant("Classes = System.Environment.ProcessorCount")),
        new("SDINO007", "80 / (Small.Neck.Levels - 3)", Sources.Variant("Classes = 80 / (Small.Neck.Levels - 3)")),
        new("SDINO008", "\"My Detector\"", Sources.Variant("Name = \"My Detector\"")),
        new("SDINO009", "\"twin\"", Sources.WithSmall(
            "[CompiledDetector]\n    public static DetectorConfig One => Small with { Name = \"twin\" };\n\n    [CompiledDetector]\n    public static DetectorConfig Two => Small with { Name = \"twin\" };")),
        new("SDINO010", "64", Sources.Variant("Neck = Small.Neck with { Width = 64 }")),
        new("SDINO011", "5", Sources.Variant("Encoder = Small.Encoder with { Heads = 5 }")),
        new("SDINO012", "7", Sources.Variant("Neck = Small.Neck with { Groups = 7 }")),
        new("SDINO013", "2", Sources.Variant("Neck = Small.Neck with { Levels = 2 }")),
        new("SDINO014", "6", Sources.Variant("Backbone = new BackboneConfig.ResNet(Depth: 18, LastStage: 6)")),
        new("SDINO015", "42", Sources.Variant("Backbone = new BackboneConfig.ResNet(Depth: 42)")),
        new("SDINO016", "5", Sources.Variant("Backbone = new BackboneConfig.ResNet(Depth: 18, LastStage: 4, FrozenStages: 5)")),
        new("SDINO017", "1", Sources.Variant("Backbone = new BackboneConfig.ResNet(Depth: 18, Norm: FeatureNorm.Batch, FrozenStages: 1)")),
        new("SDINO018", "0", Sources.Variant("Decoder = Small.Decoder with { Layers = 0 }")),
        new("SDINO019", "801", Sources.Variant("PostProcessing = Small.PostProcessing with { Detections = 801 }")),
        new("SDINO020", "1.5f", Sources.Variant("Decoder = Small.Decoder with { Dropout = 1.5f }")),
        new("SDINO021", "0f", Sources.Variant("Matching = Small.Matching with { Modulation = new CostModulation.RescaledGiou(Exponent: 0f) }")),
        new("SDINO022", "-1f", Sources.Variant("Losses = Small.Losses with { BoxWeight = -1f }")),
        new("SDINO023", "80f", Sources.Variant("PostProcessing = Small.PostProcessing with { Suppression = new SuppressionConfig.PerClass(IouThreshold: 80f) }")),
        new("SDINO024", "new MemoryFusion.ULike()", Sources.Variant("Encoder = Small.Encoder with { Fusion = new MemoryFusion.ULike() }")),
        new("SDINO025", "1", Sources.Variant("Denoising = new DenoisingConfig.Contrastive(Negatives: new NegativeNoise.Contrastive(), Copies: 1)")),
        new("SDINO026", "new TargetRescale.ToOne()", Sources.Variant(
            "Selection = new QuerySelectionConfig.TwoStage(Queries: 900), Losses = Small.Losses with { Classification = new ClassificationLoss.PositionSupervised(Target: new PositionalTarget.Power(), Rescale: new TargetRescale.ToOne()) }")),
        new("SDINO027", "new PositionalTarget.ScoreMixed()", Sources.Variant(
            "Losses = Small.Losses with { Classification = new ClassificationLoss.PositionSupervised(Target: new PositionalTarget.ScoreMixed(), Rescale: new TargetRescale.None()) }")),
        new("SDINO028", "PaddingPolicy.Attended", Sources.Variant("EvaluationPadding = PaddingPolicy.Attended")),
        new("SDINO029", "30", Sources.Variant(
            "Neck = new NeckConfig(Levels: 3, Width: 30, Groups: 5), Encoder = Small.Encoder with { Width = 30, Heads = 5 }, Decoder = Small.Decoder with { Width = 30, Heads = 5 }")),
        new("SDINO030", "0f", Sources.Variant("Pixels = new PixelNormalization(DeviationGreen: 0f)")),
        new("SDINO031", "Small", Sources.WithSmall("}\n\npublic static class Other\n{\n    [CompiledDetector]\n    public static DetectorConfig Small => Zoo.Small with { Name = \"other\" };").Replace("    public static DetectorConfig Small { get; }", "    [CompiledDetector] public static DetectorConfig Small { get; }")),
        new("SDINO032", "Library.Presets.Old", Sources.File("[CompiledDetector]\n    public static DetectorConfig Variant => Library.Presets.Old;"), """
            [assembly: StableDino.Configuration.EvaluatedConfiguration("Library.Presets.Old", "a form of long ago")]
            namespace Library;
            public static class Presets { public static StableDino.Configuration.DetectorConfig Old => null!; }
            """),
        new("SDINO033", "1000000", Sources.Variant("Decoder = Small.Decoder with { Layers = 1000000 }")),
    ];
}
