using Microsoft.CodeAnalysis;

namespace StableDino.Snapshots.Differential;

/// <summary>What the differential proof found, each as the smallest declaration that shows it.</summary>
[Collection("Torch")]
public class FindingTests
{
    private const string Masks =
        "Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(Points: 20), Width: 8, Groups: 8), Losses = new "
        + "LossConfig(new ClassificationLoss.Plain())";

    private const string Softmax =
        "Heads = new HeadConfig(new Score.Softmax()), Matching = new Assignment.Hungarian(new "
        + "ClassificationCost.NegativeProbability()), Branches = [], PostProcessing = Small.PostProcessing with { "
        + "Detections = 9 }";

    [Fact]
    public void Masks_with_softmax_scores_compile_and_train()
    {
        var run = GeneratorRun.Of(Sources.Variant($"{Softmax}, {Masks}"));
        Assert.Null(run.Exception);
        Assert.Empty(Errors(run));
        Assert.Empty(GraphCheck.Faults(LoadedDetectors.Of(run)["Variant"]));
    }

    [Theory, InlineData(3), InlineData(4)]
    public void Masks_of_a_coarse_map_train_and_are_reported(int stage)
    {
        var run = GeneratorRun.Of(Sources.Variant(
            $"Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: {stage}), "
            + "Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(Points: 20), Width: 8, Groups: 8)"));
        Assert.Equal("SDINO096", Assert.Single(run.Diagnostics).Id);
        Assert.Empty(GraphCheck.Faults(LoadedDetectors.Of(run)["Variant"]));
    }

    [Fact]
    public void Class_aware_proposals_beside_one_to_many_queries_train() =>
        Assert.Empty(
            GraphCheck.Faults(
                LoadedDetectors.Of(
                    GeneratorRun.Of(
                        Sources.Variant(
                            "Branches = [new BranchConfig.OneToMany(new BranchTerms.Shared(), Queries: 7)]")))["Variant"]));

    [Theory]
    [InlineData("0f"), InlineData("-20f"), InlineData("float.NaN"), InlineData("float.PositiveInfinity")]
    public void A_temperature_that_no_angle_can_be_divided_by_is_refused(string temperature) =>
        Assert.Equal("SDINO020",
            Assert.Single(
                Errors(GeneratorRun.Of(
                    Sources.Variant($"Encoder = Small.Encoder with {{ PositionTemperature = {temperature} }}")))).Id);

    [Theory]
    [InlineData("-1f"), InlineData("float.NaN")]
    public void A_background_that_is_rewarded_is_refused(string weight) =>
        Assert.Equal("SDINO022",
            Assert.Single(
                Errors(
                    GeneratorRun.Of(
                        Sources.Variant(
                            $"{Softmax.Replace("Softmax()", $"Softmax({weight})", StringComparison.Ordinal)}, Losses "
                            + "= new LossConfig(new ClassificationLoss.Plain())")))).Id);

    [Fact]
    public void Class_aware_proposals_that_assignment_by_overlap_leaves_without_targets_are_refused() =>
        Assert.Equal("SDINO087", Assert.Single(Errors(GeneratorRun.Of(Sources.Variant(
            "Matching = new Assignment.ByOverlap()")))).Id);

    private static IEnumerable<Diagnostic> Errors(GeneratorRun run) =>
        run.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);
}
