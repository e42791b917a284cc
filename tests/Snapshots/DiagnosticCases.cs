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
    private const string Masks =
        "Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(), Groups: 8)";

    private const string Fine =
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 2)";

    // Queries that look inside their masks, but for what a case says.
    private const string Looking =
        Fine
        + ", Decoder = Small.Decoder with { CrossAttention = new CrossAttention.Masked(), Layers = 2, Refinement = "
        + "BoxRefinement.None }, Queries = new(new QueryContent.Learned(), new QueryPosition.Learned(), new "
        + "QueryReference.None(), 10), Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new "
        + "CostModulation.None()), BoxCost: 0f, GiouCost: 0f), Branches = [], Masks = new "
        + "MaskConfig.PixelEmbedding(new MaskPointConfig(), Groups: 8)";

    public static IReadOnlyList<DiagnosticCase> All { get; } =
    [
        new("SDINO001", "int.Parse(\"3\")", Sources.Variant("Classes = int.Parse(\"3\")")),
        new("SDINO002", "First", Sources.File(
            "[CompiledDetector]\n    public static DetectorConfig First => Second with { Name = \"first\" };\n\n    "
            + "public static DetectorConfig Second => First with { Classes = 3 };")),
        new("SDINO003", "NeckConfig",
            Sources.File("[CompiledDetector]\n    public static NeckConfig Neck { get; } = new();")),
        new("SDINO004", "DetectorConfig",
            Sources.WithSmall(
                "}\n\npublic sealed class Instance\n{\n    [CompiledDetector]\n    public DetectorConfig Mine { get; "
                + "} = Zoo.Small;")),
        new("SDINO005", "DetectorConfig",
            Sources.WithSmall("[CompiledDetector]\n    public static DetectorConfig Block { get { return Small; } }")),
        new("SDINO006", "System.Environment.ProcessorCount",
            Sources.Variant("Classes = System.Environment.ProcessorCount")),
        new("SDINO007", "80 / (Small.Neck.Levels - 3)", Sources.Variant("Classes = 80 / (Small.Neck.Levels - 3)")),
        new("SDINO008", "\"My Detector\"", Sources.Variant("Name = \"My Detector\"")),
        new("SDINO009", "\"twin\"", Sources.WithSmall(
            "[CompiledDetector]\n    public static DetectorConfig One => Small with { Name = \"twin\" };\n\n    "
            + "[CompiledDetector]\n    public static DetectorConfig Two => Small with { Name = \"twin\" };")),
        new("SDINO010", "64", Sources.Variant("Neck = Small.Neck with { Width = 64 }")),
        new("SDINO011", "5", Sources.Variant("Encoder = Small.Encoder with { Heads = 5 }")),
        new("SDINO012", "7", Sources.Variant("Neck = Small.Neck with { Groups = 7 }")),
        new("SDINO013", "2", Sources.Variant("Neck = Small.Neck with { Levels = 2 }")),
        new("SDINO014", "6", Sources.Variant("Backbone = new BackboneConfig.ResNet(Depth: 18, LastStage: 6)")),
        new("SDINO015", "42", Sources.Variant("Backbone = new BackboneConfig.ResNet(Depth: 42)")),
        new("SDINO016", "5",
            Sources.Variant("Backbone = new BackboneConfig.ResNet(Depth: 18, LastStage: 4, FrozenStages: 5)")),
        new("SDINO017", "1",
            Sources.Variant(
                "Backbone = new BackboneConfig.ResNet(Depth: 18, Norm: FeatureNorm.Batch, FrozenStages: 1)")),
        new("SDINO018", "0", Sources.Variant("Decoder = Small.Decoder with { Layers = 0 }")),
        new("SDINO019", "801", Sources.Variant("PostProcessing = Small.PostProcessing with { Detections = 801 }")),
        new("SDINO020", "1.5f", Sources.Variant("Decoder = Small.Decoder with { Dropout = 1.5f }")),
        new("SDINO021", "0f",
            Sources.Variant(
                "Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new "
                + "CostModulation.RescaledGiou(Exponent: 0f)))")),
        new("SDINO022", "-1f", Sources.Variant("Losses = Small.Losses with { BoxWeight = -1f }")),
        new("SDINO023", "80f",
            Sources.Variant(
                "PostProcessing = Small.PostProcessing with { Suppression = new "
                + "SuppressionConfig.PerClass(IouThreshold: 80f) }")),
        new("SDINO024", "new MemoryFusion.ULike()",
            Sources.Variant("Encoder = Small.Encoder with { Fusion = new MemoryFusion.ULike() }")),
        new("SDINO025", "1",
            Sources.Variant(
                "Branches = [new BranchConfig.ContrastiveDenoising(Negatives: new NegativeNoise.Contrastive(), "
                + "Losses: Small.Losses, Copies: 1)]")),
        new("SDINO026", "new TargetRescale.ToOne()", Sources.Variant(
            "Queries = Small.Queries with { Count = 900 }, Losses = Small.Losses with { Classification = new "
            + "ClassificationLoss.PositionSupervised(Target: new PositionalTarget.Power(), Rescale: new "
            + "TargetRescale.ToOne()) }")),
        new("SDINO027", "new PositionalTarget.ScoreMixed()", Sources.Variant(
            "Losses = Small.Losses with { Classification = new ClassificationLoss.PositionSupervised(Target: new "
            + "PositionalTarget.ScoreMixed(), Rescale: new TargetRescale.None()) }")),
        new("SDINO028", "PaddingPolicy.Attended", Sources.Variant("EvaluationPadding = PaddingPolicy.Attended")),
        new("SDINO029", "30", Sources.Variant(
            "Neck = new NeckConfig(Levels: 3, Width: 30, Groups: 5), Encoder = Small.Encoder with { Width = 30, Heads "
            + "= 5 }, Decoder = Small.Decoder with { Width = 30, Heads = 5 }")),
        new("SDINO030", "0f", Sources.Variant("Pixels = new PixelNormalization(DeviationGreen: 0f)")),
        new("SDINO031", "Small",
            Sources.WithSmall(
                "}\n\npublic static class Other\n{\n    [CompiledDetector]\n    public static DetectorConfig Small => "
                + "Zoo.Small with { Name = \"other\" };")
                .Replace("    public static DetectorConfig Small { get; }",
                    "    [CompiledDetector] public static DetectorConfig Small { get; }")),
        new("SDINO032", "Library.Presets.Old",
            Sources.File("[CompiledDetector]\n    public static DetectorConfig Variant => Library.Presets.Old;"), """
                [assembly: StableDino.Configuration.EvaluatedConfiguration("Library.Presets.Old", "a form of long ago")]
                namespace Library;
                public static class Presets { public static StableDino.Configuration.DetectorConfig Old => null!; }
                """),
        new("SDINO033", "1000000", Sources.Variant("Decoder = Small.Decoder with { Layers = 1000000 }")),
        new("SDINO034", "Deeper(c, times - 1)", Sources.WithSmall(
            "private static DetectorConfig Deeper(DetectorConfig c, int times) => times == 0 ? c : Deeper(c, times - "
            + "1);\n\n    [CompiledDetector]\n    public static DetectorConfig Variant => Deeper(Small, 2);")),
        new("SDINO035", "Small with { Classes = F20(1) }", Sources.WithSmall(
            "private static int F0(int x) => x;\n    "
            + string.Concat(Enumerable.Range(1, 20)
                .Select(i => $"private static int F{i}(int x) => F{i - 1}(x) + F{i - 1}(x);\n    "))
            + "[CompiledDetector]\n    public static DetectorConfig Variant => Small with { Classes = F20(1) };")),
        new("SDINO036", "throw new System.ArgumentException(\"an odd width has no half\")", Sources.WithSmall(
            "private static int Halved(int width) => width % 2 == 0 ? width / 2 : throw new "
            + "System.ArgumentException(\"an odd width has no half\");\n\n    [CompiledDetector]\n    public static "
            + "DetectorConfig Variant => Small with { Classes = Halved(7) };")),
        new("SDINO037", "Small.Backbone switch { BackboneConfig.Swin => 3 }",
            Sources.Variant("Classes = Small.Backbone switch { BackboneConfig.Swin => 3 }")),
        new("SDINO038", "(BackboneConfig.Swin)Small.Backbone",
            Sources.Variant("Classes = ((BackboneConfig.Swin)Small.Backbone).Window")),
        new("SDINO039", "2",
            Sources.Variant(
                "Encoder = Small.Encoder with { Fusion = new MemoryFusion.None(), Layers = 0, Heads = 2 }")),
        new("SDINO040", "0f",
            Sources.Variant(
                "Losses = Small.Losses with { ClassificationWeight = 0f, BoxWeight = 0f, GiouWeight = 0f }")),
        new("SDINO041", "0f",
            Sources.Variant(
                "Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new CostModulation.None()), "
                + "ClassCost: 0f, BoxCost: 0f, GiouCost: 0f)")),
        new("SDINO042", "20000", Sources.Variant("Queries = Small.Queries with { Count = 20000 }")),
        new("SDINO043", "8", Sources.Variant("Neck = Small.Neck with { Levels = 8 }")),
        new("SDINO044", "30",
            Sources.Variant(
                "Backbone = new BackboneConfig.Swin(new StageCounts(1, 1, 1, 1), new StageCounts(1, 2, 4, 8), Width: "
                + "16, Window: 30)")),
        new("SDINO045", "2.3f",
            Sources.Variant(
                "Backbone = new BackboneConfig.Swin(new StageCounts(1, 1, 1, 1), new StageCounts(1, 2, 4, 8), Width: "
                + "16, Window: 7, MlpRatio: 2.3f)")),
        new("SDINO046", "32", Sources.Variant("Encoder = Small.Encoder with { Heads = 32 }")),
        new("SDINO047", "0.6f", Sources.Variant("Decoder = Small.Decoder with { Dropout = 0.6f }")),
        new("SDINO048", "0f",
            Sources.Variant(
                "Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new CostModulation.RescaledGiou(), "
                + "Alpha: 0f))")),
        new("SDINO049", "0.3f",
            Sources.Variant(
                "PostProcessing = Small.PostProcessing with { Suppression = new "
                + "SuppressionConfig.PerClass(IouThreshold: 0.3f) }")),
        new("SDINO050", "OverlapArithmetic.OfficialEpsilon",
            Sources.Variant("Matching = Small.Matching with { Overlap = OverlapArithmetic.OfficialEpsilon }")),
        new("SDINO051", "0f",
            Sources.Variant(
                "Branches = [new BranchConfig.ContrastiveDenoising(new NegativeNoise.Contrastive(), Small.Losses, "
                + "LabelNoise: 0f, BoxNoise: 0f)]")),
        new("SDINO052", "1e30f", Sources.Variant("Losses = Small.Losses with { BoxWeight = 1e30f }")),
        new("SDINO053", "0.229f",
            Sources.Variant("Pixels = new PixelNormalization(MeanRed: 0.485f, DeviationRed: 0.229f)")),
        new("SDINO054", "0.9f", Sources.Variant("Heads = new HeadConfig(new Score.Sigmoid(PriorProbability: 0.9f))")),
        new("SDINO055", "DetectorConfig", Sources.Variant("Classes = 3") + "public sealed class Detector;\n"),
        new("SDINO056", "DetectorConfig", Sources.Variant("Classes = 3") + "public sealed class VariantGraph;\n"),
        new("SDINO057", "DetectorConfig",
            Sources.WithSmall(
                "}\n\npublic static class Family<T>\n{\n    [CompiledDetector]\n    public static DetectorConfig "
                + "Variant => Zoo.Small;")),
        new("SDINO058", "20f",
            Sources.Variant(
                "Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new CostModulation.RescaledGiou(), "
                + "Gamma: 20f))")),
        new("SDINO059", "1.5f", Sources.Variant(
            "Losses = Small.Losses with { Classification = new ClassificationLoss.PositionSupervised(new "
            + "PositionalTarget.Power(2f), new TargetRescale.ToMaxIou(), Arithmetic: LogArithmetic.OfficialEpsilons) "
            + "}, Heads = new HeadConfig(new Score.Sigmoid(Gamma: 1.5f))")),
        new("SDINO070", "new QueryPosition.Learned()",
            Sources.Variant("Queries = Small.Queries with { Position = new QueryPosition.Learned() }, Branches = []")),
        new("SDINO071", "new BranchConfig.ContrastiveDenoising(new NegativeNoise.Contrastive(), Small.Losses)",
            Sources.Variant(
                "Queries = Small.Queries with { Position = new QueryPosition.ProposalEmbedding() }, Branches = [new "
                + "BranchConfig.ContrastiveDenoising(new NegativeNoise.Contrastive(), Small.Losses)]")),
        new("SDINO072", "new BranchConfig.OneToMany(new BranchTerms.Shared(), Queries: 9)", Sources.Variant(
            "Branches = [new BranchConfig.OneToMany(new BranchTerms.Shared()), new BranchConfig.OneToMany(new "
            + "BranchTerms.Shared(), Queries: 9)]")),
        new("SDINO073", "new BranchConfig.OneToMany(new BranchTerms.Shared())", Sources.Variant(
            "Queries = Small.Queries with { Reference = new QueryReference.LearnedBoxes() }, Branches = [new "
            + "BranchConfig.OneToMany(new BranchTerms.Shared())]")),
        new("SDINO080", "new QueryReference.LearnedBoxes()",
            Sources.Variant(
                $"Queries = Small.Queries with {{ Reference = new QueryReference.LearnedBoxes() }}, {Fine}, {Masks}")),
        new("SDINO081", "5",
            Sources.Variant(
                $"Backbone = new BackboneConfig.ResNet(Depth: 18, FirstStage: 5), Neck = Small.Neck with {{ Levels = "
                + $"1 }}, {Masks}")),
        new("SDINO082", "new BranchConfig.OneToMany(new BranchTerms.Shared())", Sources.Variant(
            $"Branches = [new BranchConfig.OneToMany(new BranchTerms.Shared())], {Fine}, {Masks}")),
        new("SDINO083", "0f",
            Sources.Variant(
                $"{Fine}, Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(), Groups: 8, MaskWeight: 0f, "
                + "DiceWeight: 0f)")),
        new("SDINO084", "new CrossAttention.Dense()",
            Sources.Variant(
                $"Decoder = Small.Decoder with {{ CrossAttention = new CrossAttention.Dense() }}, {Fine}, {Masks}")),
        new("SDINO085", "new BranchConfig.DenoisingGroups(Small.Losses)",
            Sources.Variant("Branches = [new BranchConfig.DenoisingGroups(Small.Losses)]")),
        new("SDINO087", "new Assignment.ByOverlap()", Sources.Variant(
            "Matching = new Assignment.ByOverlap(), Queries = Small.Queries with { Reference = new "
            + "QueryReference.LearnedBoxes() }")),
        new("SDINO092", "PositionMetric.MaskIou", Sources.Variant(
            Fine
            + ", Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new "
            + "CostModulation.OfficialClassScatter())), Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(), "
            + "Groups: 8, Metric: PositionMetric.MaskIou)")),
        new("SDINO088", "new BranchConfig.QueryGroups()",
            Sources.Variant("Branches = [new BranchConfig.QueryGroups()]")),
        new("SDINO089", "GroupAttention.Official", Sources.Variant(
            "Queries = new(new QueryContent.Learned(), new QueryPosition.SineOfReference(), new "
            + "QueryReference.LearnedBoxes(), 20), Branches = [new BranchConfig.QueryGroups(Attention: "
            + "GroupAttention.Official)]")),
        new("SDINO093", "new BranchConfig.AnchorHead(Small.Losses)", Sources.Variant(
            "Queries = new(new QueryContent.Learned(), new QueryPosition.Learned(), new "
            + "QueryReference.LearnedPoints(), 20), Branches = [new BranchConfig.AnchorHead(Small.Losses)]")),
        new("SDINO094", "new BranchConfig.RegionHead(Small.Losses)",
            Sources.Variant($"Branches = [new BranchConfig.RegionHead(Small.Losses)], {Fine}, {Masks}")),
        new("SDINO096", "3",
            Sources.Variant($"Backbone = new BackboneConfig.ResNet(Depth: 18, FirstStage: 3), {Masks}")),
        new("SDINO074", "NeckForm.Projection",
            Sources.Variant("Neck = Small.Neck with { Form = NeckForm.Projection }")),
        new("SDINO076",
            "new ClassificationLoss.PositionSupervised(Target: new PositionalTarget.Power(), Rescale: new "
            + "TargetRescale.ToOne())", Sources.Variant(
                "Heads = new HeadConfig(new Score.Softmax()), Matching = new Assignment.Hungarian(new "
                + "ClassificationCost.NegativeProbability()), Branches = [], Losses = new LossConfig(new "
                + "ClassificationLoss.PositionSupervised(Target: new PositionalTarget.Power(), Rescale: new "
                + "TargetRescale.ToOne())), PostProcessing = Small.PostProcessing with { Detections = 9 }")),
        new("SDINO077", "new EncoderAttention.Dense()",
            Sources.Variant("Encoder = Small.Encoder with { Attention = new EncoderAttention.Dense() }")),
        new("SDINO078", "HeadSharing.Single",
            Sources.Variant("Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Single)")),
        new("SDINO079", "20",
            Sources.Variant(
                "Queries = new(new QueryContent.Patterns(3), new QueryPosition.SineOfReference(), new "
                + "QueryReference.LearnedBoxes(), Count: 20), Branches = []")),
        new("SDINO090", "4",
            Sources.Variant(
                "Backbone = new BackboneConfig.FocalNet(new StageCounts(1, 1, 1, 1), new StageCounts(3, 3, 3, 3), new "
                + "StageCounts(3, 3, 3, 4), Width: 16)")),
        new("SDINO091", "47",
            Sources.Variant(
                "Backbone = new BackboneConfig.FocalNet(new StageCounts(1, 1, 1, 1), new StageCounts(3, 3, 3, 3), new "
                + "StageCounts(3, 3, 3, 47), Width: 16)")),
        new("SDINO100", "HeadSharing.Shared", Sources.Variant(
            $"{Looking}, Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Shared), Losses = new LossConfig(new "
            + "ClassificationLoss.Plain(), BoxWeight: 0f, GiouWeight: 0f)")),
        new("SDINO102", "MatchingConfig",
            Sources.Variant("Matching = new MatchingConfig(new CostModulation.None(), BoxCost: 4f)")),
        new("SDINO101", "3f", Sources.Variant(
            $"{Looking}, Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Single), Losses = new LossConfig(new "
            + "ClassificationLoss.Plain(), BoxWeight: 3f, GiouWeight: 0f)")),
    ];
}
