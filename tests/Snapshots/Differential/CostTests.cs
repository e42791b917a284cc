extern alias core;
using StableDino.Generators.Checking;
using StableDino.Generators.Graph;
using StableDino.Generators;
using core::StableDino.Foundation;
using core::StableDino.Network;
using core::StableDino.Pipeline;
using core::StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Snapshots.Differential;

/// <summary>The costs that the compiler computes are those of the graph that it emits.</summary>
[Collection("Torch")]
public class CostTests
{
    [Theory]
    [InlineData("Classes = 80")]
    [InlineData(
        "Backbone = new BackboneConfig.ResNet(Depth: 50, StemWidth: 8, Width: 4, FirstStage: 2, LastStage: 4), Neck = "
            + "Small.Neck with { Levels = 5 }")]
    [InlineData(
        "Backbone = new BackboneConfig.Swin(new StageCounts(2, 1, 2, 1), new StageCounts(1, 2, 4, 4), Width: 8, "
            + "Window: 3)")]
    [InlineData(
        "Backbone = new BackboneConfig.FocalNet(new StageCounts(2, 1, 2, 1), new StageCounts(3, 2, 1, 4), new "
            + "StageCounts(3, 5, 7, 1), Width: 8, ModulationNorm: true)")]
    [InlineData(
        "Backbone = new BackboneConfig.FocalNet(new StageCounts(1, 1, 1, 1), new StageCounts(2, 2, 2, 2), new "
            + "StageCounts(3, 3, 3, 3), Width: 8, MlpRatio: 2.5f, OverlappingPatches: false, PostNorm: false, "
            + "LayerScale: false)")]
    [InlineData(
        "Encoder = Small.Encoder with { Layers = 3, Fusion = new MemoryFusion.ULike(), Attention = new "
            + "EncoderAttention.DeformablePoints(2) }, Decoder = Small.Decoder with { Layers = 3, Heads = 8 }")]
    [InlineData(
        "Encoder = Small.Encoder with { Layers = 0, Fusion = new MemoryFusion.None() }, Decoder = Small.Decoder with "
            + "{ Layers = 2 }, Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Shared), Queries = "
            + "Small.Queries with { Count = 13, Content = new QueryContent.SelectedTokens() }")]
    [InlineData(
        "Queries = new(new QueryContent.Learned(), new QueryPosition.Learned(), new QueryReference.LearnedPoints(), "
            + "9), Branches = [], Decoder = Small.Decoder with { Layers = 2, Refinement = BoxRefinement.None, "
            + "FinalNorm = false }")]
    [InlineData(
        "Queries = new(new QueryContent.Learned(), new QueryPosition.SineOfReference(true), new "
            + "QueryReference.LearnedBoxes(), 9), Decoder = Small.Decoder with { Layers = 3, Refinement = "
            + "BoxRefinement.Detached }")]
    [InlineData(
        "Queries = new(new QueryContent.ProposalEmbedding(), new QueryPosition.ProposalEmbedding(), new "
            + "QueryReference.Proposals(ProposalClasses.Agnostic), 9), Branches = [new BranchConfig.OneToMany(new "
            + "BranchTerms.Shared(), 12)]")]
    [InlineData(
        "Queries = new(new QueryContent.ProposalAndToken(), new QueryPosition.ProposalEmbedding(), new "
            + "QueryReference.Proposals(ProposalClasses.Agnostic, Selection: ProposalSelection.SuppressedPerLevel), "
            + "9), Branches = []")]
    [InlineData(
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 5, DilatedLastStage: "
            + "true), Neck = Small.Neck with { Levels = 1, Form = NeckForm.Projection }, Encoder = Small.Encoder with "
            + "{ Attention = new EncoderAttention.Dense(), Layers = 2 }, Queries = new(new QueryContent.Zero(), new "
            + "QueryPosition.Learned(), new QueryReference.None(), 9), Branches = [], Decoder = Small.Decoder with { "
            + "CrossAttention = new CrossAttention.Dense(), Layers = 2, Refinement = BoxRefinement.None }, Heads = "
            + "new HeadConfig(new Score.Softmax(), HeadSharing.Single), Matching = new Assignment.Hungarian(new "
            + "ClassificationCost.NegativeProbability()), Losses = new LossConfig(new ClassificationLoss.Plain()), "
            + "PostProcessing = Small.PostProcessing with { Detections = 9 }")]
    [InlineData(
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 5), Neck = Small.Neck "
            + "with { Levels = 1, Form = NeckForm.Projection }, Branches = [], Heads = new HeadConfig(new "
            + "Score.Sigmoid(), HeadSharing.Single), Encoder = Small.Encoder with { Attention = new "
            + "EncoderAttention.Dense(), Layers = 2, ScaledPositions = true, Activation = Activation.PRelu }, Queries "
            + "= new(new QueryContent.Patterns(3), new QueryPosition.SineOfReference(), new "
            + "QueryReference.LearnedBoxes(), 9), Decoder = Small.Decoder with { CrossAttention = new "
            + "CrossAttention.Conditional(Modulated: true), Layers = 3, Refinement = BoxRefinement.LookForwardTwice }")]
    [InlineData(
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 5), Neck = Small.Neck "
            + "with { Levels = 1, Form = NeckForm.Projection }, Branches = [], Heads = new HeadConfig(new "
            + "Score.Sigmoid(), HeadSharing.Single), Encoder = Small.Encoder with { Attention = new "
            + "EncoderAttention.Dense() }, Queries = new(new QueryContent.Zero(), new QueryPosition.Learned(), new "
            + "QueryReference.LearnedPoints(PointMap.Mlp), 9), Decoder = Small.Decoder with { CrossAttention = new "
            + "CrossAttention.Conditional(), Layers = 2, Refinement = BoxRefinement.None }")]
    [InlineData(
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 5, DilatedLastStage: "
            + "true), Neck = Small.Neck with { Levels = 1, Form = NeckForm.NormalisedProjection }, Branches = [new "
            + "BranchConfig.QueryGroups(3)], Encoder = Small.Encoder with { Attention = new "
            + "EncoderAttention.RowColumn(), Layers = 2 }, Queries = new(new QueryContent.Patterns(3), new "
            + "QueryPosition.EncodedPoints(), new QueryReference.AnchorPoints(), 9), Decoder = Small.Decoder with { "
            + "CrossAttention = new CrossAttention.RowColumn(), Layers = 2, Refinement = BoxRefinement.None, "
            + "FinalNorm = false }")]
    [InlineData(
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 2), Branches = [], Heads "
            + "= new HeadConfig(new Score.Softmax(Selection: DetectionSelection.ForegroundPairs), "
            + "HeadSharing.Single), Queries = new(new QueryContent.Learned(), new QueryPosition.Learned(), new "
            + "QueryReference.None(), 9), Decoder = Small.Decoder with { CrossAttention = new "
            + "CrossAttention.Masked(), Layers = 4, Refinement = BoxRefinement.None, Levels = "
            + "LevelOrder.CoarsestFirstThroughout }, Matching = new Assignment.Hungarian(new "
            + "ClassificationCost.NegativeProbability(), BoxCost: 0f, GiouCost: 0f), Losses = new LossConfig(new "
            + "ClassificationLoss.Plain(), BoxWeight: 0f, GiouWeight: 0f), Masks = new MaskConfig.PixelEmbedding(new "
            + "MaskPointConfig(), Width: 12, Groups: 8), PostProcessing = Small.PostProcessing with { Detections = 9 "
            + "}")]
    public void Multiply_adds_are_those_of_a_counted_run(string assignments)
    {
        using var scope = NewDisposeScope();
        var run = GeneratorRun.Of(Sources.Variant(assignments));
        Assert.Empty(run.Diagnostics.Select(d => d.ToString()));
        var definition = LoadedDetectors.Of(run)["Variant"];
        var model = run.Outputs(StepNames.Graph).Cast<GraphModel>().Single();
        // a canvas as it is
        var (height, width) = definition.Config.Masks is core::StableDino.Configuration.MaskConfig.None
            ? (72, 104)
            : (96, 128);
        using var graph = definition.Build(definition.Config.Classes);
        var images = new ImageBatch(
            zeros([1, 3, height, width]), zeros([1, height, width], ScalarType.Bool), [new(height, width)]);
        var declared = model.Stages.Sum(s => s.Cost.MultiplyAdds(height, width));
        Assert.Equal(CountedOperations.Of(graph, images), declared);
    }
}
