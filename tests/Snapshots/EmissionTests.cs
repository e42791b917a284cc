using Microsoft.CodeAnalysis;
using StableDino.Generators.Model;
using static VerifyXunit.Verifier;

namespace StableDino.Snapshots;

public class EmissionTests
{
    [Fact]
    public Task A_small_detector_becomes_this_graph() =>
        Verify(GeneratorRun.Of(Sources.Small).Files["Demo.SmallGraph.g.cs"], "cs");

    [Fact]
    public Task Its_assembly_gets_this_registry() =>
        Verify(GeneratorRun.Of(Sources.Small).Files["CompiledDetectors.g.cs"], "cs");

    [Fact]
    public void Emitted_code_compiles_without_a_warning()
    {
        var run = GeneratorRun.Of(Sources.Small);
        Assert.Equal(["CompiledDetectors.g.cs", "Demo.SmallGraph.g.cs"], run.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(run.CompilerMessages.Select(m => m.ToString()));
    }

    [Theory]
    [InlineData("Branches = []")]
    [InlineData(
        "Queries = new(new QueryContent.Learned(), new QueryPosition.Learned(), new QueryReference.LearnedPoints()), "
            + "Branches = [], Decoder = Small.Decoder with { Layers = 2, Refinement = BoxRefinement.None, FinalNorm = "
            + "false }")]
    [InlineData(
        "Queries = new(new QueryContent.Learned(), new QueryPosition.SineOfReference(true), new "
            + "QueryReference.LearnedBoxes())")]
    [InlineData(
        "Queries = new(new QueryContent.ProposalEmbedding(), new QueryPosition.ProposalEmbedding(), new "
            + "QueryReference.Proposals(ProposalClasses.Agnostic)), Branches = [new BranchConfig.OneToMany(new "
            + "BranchTerms.Shared())]")]
    [InlineData("Encoder = Small.Encoder with { Fusion = new MemoryFusion.ULike(), Layers = 4, FinalNorm = true }")]
    [InlineData(
        "Backbone = new BackboneConfig.Swin(Depths: new StageCounts(2, 2, 2, 2), Heads: new StageCounts(1, 2, 4, 8), "
            + "Width: 16, Window: 4)")]
    [InlineData(
        "Backbone = new BackboneConfig.FocalNet(Depths: new StageCounts(2, 1, 2, 1), Levels: new StageCounts(3, 2, 1, "
            + "4), Windows: new StageCounts(3, 5, 7, 1), Width: 16)")]
    [InlineData(
        "Decoder = Small.Decoder with { Layers = 2 }, Heads = new HeadConfig(new Score.Sigmoid(), "
        + "HeadSharing.Shared), Queries = "
            + "Small.Queries with { Count = 20, Content = new QueryContent.SelectedTokens() }")]
    [InlineData(
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, Norm: FeatureNorm.Batch, "
            + "FrozenStages: 0, FirstStage: 2), Decoder = Small.Decoder with { Levels = LevelOrder.CoarsestFirst }, "
            + "Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Everywhere), "
            + "Branches = [new BranchConfig.PositiveDenoising(Small.Losses)], Masks = new "
            + "MaskConfig.PixelEmbedding(new MaskPointConfig(), Width: 16, Groups: 8)")]
    public void Every_kind_of_stage_compiles_without_a_warning(string assignments)
    {
        var run = GeneratorRun.Of(Sources.Variant(assignments));
        Assert.Empty(run.Diagnostics);
        Assert.Contains("Demo.VariantGraph.g.cs", run.Files.Keys);
        Assert.Empty(run.CompilerMessages.Select(m => m.ToString()));
    }

    [Fact]
    public void A_hidden_declaration_gets_a_hidden_graph_that_compiles()
    {
        var run =
            GeneratorRun.Of(Sources.WithSmall("[CompiledDetector]\n    private static DetectorConfig Hidden => Small;")
                .Replace("namespace Demo;", ""));
        Assert.Contains("internal sealed class HiddenGraph : Detector", run.Files["HiddenGraph.g.cs"],
            StringComparison.Ordinal);
        Assert.Empty(run.CompilerMessages.Select(m => m.ToString()));
    }

    [Fact]
    public void A_wrong_declaration_emits_nothing_and_leaves_the_others_alone()
    {
        var run = GeneratorRun.Of(Sources.WithSmall(
            "[CompiledDetector]\n    public static DetectorConfig Wrong => Small with { Name = \"wrong\", Classes = 0 "
            + "};\n\n    [CompiledDetector]\n    public static DetectorConfig Right => Small;"));
        Assert.Equal(["CompiledDetectors.g.cs", "Demo.RightGraph.g.cs"], run.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_assembly_without_detectors_gets_no_file() => Assert.Empty(GeneratorRun.Of("namespace Demo;").Files);

    [Theory]
    [InlineData("StableDino.Core", "StableDino.Core")]
    [InlineData("stable-dino", "stable_dino")]
    [InlineData("3D.Models", "_3D.Models")]
    public void An_assemblys_name_becomes_a_namespace(string assembly, string expected) =>
        Assert.Equal(expected, RegistryName.NamespaceOf(assembly));
}
