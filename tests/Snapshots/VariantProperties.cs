using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.CodeAnalysis;

namespace StableDino.Snapshots;

/// <summary>Whatever is written, the answer is a graph that compiles or a diagnostic; never an exception.</summary>
public class VariantProperties
{
    // Each row: a part and values for it, sound ones and others.
    private static readonly string[][] Edits =
    [
        ["Neck", "Small.Neck with { Width = 64 }", "Small.Neck with { Levels = 4 }", "Small.Neck with { Levels = 2 }",
            "Small.Neck with { Groups = 3 }", "new(Levels: 9)"],
        ["Encoder", "Small.Encoder with { Layers = 3 }", "Small.Encoder with { Layers = 0 }",
            "Small.Encoder with { Heads = 0 }", "Small.Encoder with { Fusion = new MemoryFusion.ULike(), Layers = 2 }",
            "new(new EncoderAttention.DeformablePoints(3), new TokenSelection.All(), new MemoryFusion.Simple())"],
        ["Decoder", "Small.Decoder with { Layers = int.MaxValue }",
            "Small.Decoder with { Heads = 8, CrossAttention = new CrossAttention.DeformablePoints(2) }",
            "Small.Decoder with { Width = -4 }",
            "Small.Decoder with { Refinement = BoxRefinement.None, FinalNorm = false }",
            "Small.Decoder with { CrossAttention = new CrossAttention.Conditional(Modulated: true), Activation = "
            + "Activation.PRelu }", "Small.Decoder with { CrossAttention = new CrossAttention.Dense() }",
            "Small.Decoder with { CrossAttention = new CrossAttention.RowColumn() }"],
        ["Backbone", "new BackboneConfig.ResNet(Depth: 101, LastStage: 5)",
            "new BackboneConfig.ResNet(Depth: 18, FirstStage: 5)", "new BackboneConfig.ResNet(FirstStage: 1)",
            "new BackboneConfig.Swin(new StageCounts(1, 1, 1, 1), new StageCounts(1, 2, 4, 8), Width: 24)",
            "new BackboneConfig.Swin(new StageCounts(1, 0, 1, 1), new StageCounts(5, 2, 4, 8), Width: int.MaxValue)",
            "new BackboneConfig.FocalNet(new StageCounts(1, 1, 1, 1), new StageCounts(1, 2, 3, 4), new StageCounts(3, "
            + "3, 3, 3), Width: 24)",
            "new BackboneConfig.FocalNet(new StageCounts(1, 1, 1, 1), new StageCounts(1, 0, 9, int.MaxValue), new "
            + "StageCounts(2, -3, 65, 3), MlpRatio: float.NaN)"],
        ["Queries", "Small.Queries with { Count = 1 }",
            "Small.Queries with { Content = new QueryContent.SelectedTokens() }", "Small.Queries with { Count = -5 }",
            "new(new QueryContent.Learned(), new QueryPosition.Learned(), new QueryReference.LearnedPoints())",
            "new(new QueryContent.Learned(), new QueryPosition.SineOfReference(true), new "
            + "QueryReference.LearnedBoxes(), 20)",
            "new(new QueryContent.ProposalEmbedding(), new QueryPosition.ProposalEmbedding(), new "
            + "QueryReference.Proposals(ProposalClasses.Agnostic), 20)",
            "new(new QueryContent.ProposalAndToken(), new QueryPosition.ProposalEmbedding(), new "
            + "QueryReference.Proposals(ProposalClasses.Agnostic, Selection: ProposalSelection.SuppressedPerLevel), "
            + "20)",
            "Small.Queries with { Reference = new QueryReference.Proposals(Selection: "
            + "ProposalSelection.SuppressedPerLevel) }",
            "new(new QueryContent.Patterns(3), new QueryPosition.SineOfReference(), new "
            + "QueryReference.LearnedBoxes(), 21)",
            "new(new QueryContent.UnknownLabel(), new QueryPosition.SineOfReference(), new "
            + "QueryReference.LearnedBoxes(), 20)",
            "new(new QueryContent.Zero(), new QueryPosition.Learned(), new "
            + "QueryReference.LearnedPoints(PointMap.Mlp), 20)",
            "new(new QueryContent.Zero(), new QueryPosition.Learned(), new QueryReference.None(), 20)",
            "new(new QueryContent.Patterns(2), new QueryPosition.EncodedPoints(), new QueryReference.AnchorPoints(), "
            + "20)"],
        ["Branches", "[]",
            "[new BranchConfig.ContrastiveDenoising(new NegativeNoise.AddOnce(Step: -1f), Small.Losses)]",
            "[new BranchConfig.OneToMany(new BranchTerms.Shared(), 12)]",
            "[.. Small.Branches, new BranchConfig.OneToMany(new BranchTerms.Own(new(new "
            + "ClassificationCost.NegativeProbability()), Small.Losses), Repetition: 0)]",
            "[new BranchConfig.ContrastiveDenoising(new NegativeNoise.SameAsPositive(), Small.Losses, Copies: 1)]",
            "[new BranchConfig.DenoisingGroups(Small.Losses)]", "[new BranchConfig.QueryGroups(3)]",
            "[new BranchConfig.AnchorHead(Small.Losses)]",
            "[.. Small.Branches, new BranchConfig.RegionHead(Small.Losses, HiddenWidth: 8), new "
            + "BranchConfig.AnchorHead(Small.Losses, Candidates: 2, Convolutions: 2)]",
            "[new BranchConfig.RegionHead(Small.Losses, PositiveShare: 0f, FinestSide: -1f)]",
            "[.. Small.Branches, new BranchConfig.QueryGroups(1, GroupAttention.Official)]",
            "[.. Small.Branches, new BranchConfig.DenoisingGroups(Small.Losses, Groups: 0)]"],
        ["Masks", "new MaskConfig.PixelEmbedding(new MaskPointConfig(), Groups: 8)",
            "new MaskConfig.PixelEmbedding(new MaskPointConfig(0, 0.5, 2), 0, 7, InitialPrediction: false)",
            "new MaskConfig.PixelEmbedding(new MaskPointConfig(64), 16, 4, BoxesOfMasks: false)"],
        ["Losses", "Small.Losses with { BoxWeight = 1f }", "Small.Losses with { BoxWeight = -1f }"],
        ["Heads", "new(new Score.Sigmoid(), HeadSharing.Everywhere)", "new(new Score.Sigmoid(), ReferenceEpsilon: 0f)",
            "new(new Score.Sigmoid(), HeadSharing.Shared)", "new(new Score.Sigmoid(PriorProbability: 0f))",
            "new(new Score.Softmax())"],
        ["Classes", "1", "0", "int.MaxValue", "8 * 16"],
        ["Name", "\"a\"", "\"\"", "\"A b\"", "\"quote\\\"\\n\""],
    ];

    [Property(MaxTest = 25)]
    public Property A_variant_becomes_a_graph_that_compiles_or_a_diagnostic() =>
        Prop.ForAll(Variants.ToArbitrary(), assignments =>
        {
            var run = GeneratorRun.Of(Sources.Variant(assignments));
            var refused = run.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
            return (run.Exception is null).Label($"{run.Exception}")
                .And(refused != run.Files.ContainsKey("Demo.VariantGraph.g.cs"))
                .And(refused || run.CompilerMessages.IsEmpty).Label(string.Join("\n", run.CompilerMessages))
                .Classify(refused, "refused");
        });

    [Property(MaxTest = 60)]
    public Property A_damaged_file_never_throws() => Prop.ForAll(
        Gen.Choose(0, Sources.Small.Length - 1).ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(),
        Gen.Elements("", "{", ")", "\"", "with", "Small", "=> ", "0").ToArbitrary(),
        (at, length, letters) =>
        {
            var damaged = Sources.Small.Remove(at, Math.Min(length, Sources.Small.Length - at)).Insert(at, letters);
            var run = GeneratorRun.Of(damaged);
            return (run.Exception is null).Label($"{run.Exception}\n{damaged}");
        });

    [Theory]
    [InlineData("void Run([CompiledDetector] DetectorConfig c) { }")]
    [InlineData("[CompiledDetector] void Run() { }")]
    [InlineData("[CompiledDetector] DetectorConfig field;")]
    [InlineData("[CompiledDetector] DetectorConfig this[int i] => null!;")]
    [InlineData("[CompiledDetector] static DetectorConfig P { get; set; }")]
    [InlineData("[CompiledDetector] static Missing P => new(1);")]
    [InlineData("record R([property: CompiledDetector] DetectorConfig P);")]
    public void The_attribute_in_an_odd_place_never_throws(string member)
    {
        var run = GeneratorRun.Of($"using StableDino.Configuration;\nclass C\n{{\n    {member}\n}}");
        Assert.Null(run.Exception);
        Assert.Empty(run.Files);
    }

    private static Gen<string> Variants =>
        from parts in Gen.Choose(1, 3)
        from rows in Gen.Shuffle(Edits)
        from values in Gen.CollectToList(
            rows.Take(parts), row => Gen.Elements(row[1..]).Select(value => $"{row[0]} = {value}"))
        select string.Join(", ", values);
}
