namespace StableDino.Snapshots;

/// <summary>
/// Masked attention goes through a detector as a whole; each part that does not fit is reported, with what would.
/// </summary>
public class MaskedAttentionRuleTests
{
    private const string Queries =
        "Queries = new(new QueryContent.Learned(), new QueryPosition.Learned(), new QueryReference.None(), 10)";
    private const string Decoder =
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 2), Decoder = "
        + "Small.Decoder with { CrossAttention = new CrossAttention.Masked(), Layers = 2, Refinement = "
        + "BoxRefinement.None, "
        + "Levels = LevelOrder.CoarsestFirstThroughout }";

    private const string Masks = "Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(), Groups: 8)";
    private const string Heads = "Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Single)";
    private const string Terms =
        "Branches = [], Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new CostModulation.None()), "
        + "BoxCost: 0f, GiouCost: 0f), "
        + "Losses = new LossConfig(new ClassificationLoss.Plain(), BoxWeight: 0f, GiouWeight: 0f)";

    private const string Softmax = "Heads = new HeadConfig(new Score.Softmax(), HeadSharing.Single)";
    private const string SoftmaxTerms =
        "Branches = [], Matching = new Assignment.Hungarian(new ClassificationCost.NegativeProbability(), BoxCost: "
        + "0f, GiouCost: 0f), Losses = new LossConfig(new ClassificationLoss.Plain(), BoxWeight: 0f, GiouWeight: 0f)";

    [Theory]
    [InlineData(Heads, Masks, Terms)]
    [InlineData(
        "Heads = new HeadConfig(new Score.Softmax(Selection: DetectionSelection.ForegroundPairs), HeadSharing.Single)",
        Masks, SoftmaxTerms)]
    [InlineData(Softmax, Masks, SoftmaxTerms + ", PostProcessing = Small.PostProcessing with { Detections = 10 }")]
    // Stable matching by mask IoU, for scores that are sigmoid: nobody has published one.
    [InlineData(Heads,
        "Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(), Groups: 8, Metric: PositionMetric.MaskIou)",
        "Branches = [], Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new "
            + "CostModulation.RescaledGiou()), BoxCost: 0f, GiouCost: 0f), Losses = Small.Losses with { BoxWeight = "
            + "0f, GiouWeight = 0f }")]
    public void A_detector_that_looks_inside_masks_compiles(string heads, string masks, string terms)
    {
        var run = GeneratorRun.Of(Sources.Variant(string.Join(", ", Queries, Decoder, heads, masks, terms)));
        Assert.Empty(run.Diagnostics.Select(d => d.ToString()));
        var text = run.Files["Demo.VariantGraph.g.cs"];
        Assert.Contains("flatten.call(pyramid.Reversed());", text, StringComparison.Ordinal);
        Assert.Contains("decoder.call(learnedQueries, memory, pixels, masks);", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PredictionHeads", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SDINO100", "new MaskConfig.PixelEmbedding(new MaskPointConfig())", Queries, Heads,
        "Masks = new MaskConfig.None()", Terms)]
    [InlineData("SDINO100", "new QueryReference.None()",
        "Queries = new(new QueryContent.Learned(), new QueryPosition.Learned(), new QueryReference.LearnedPoints(), "
            + "10)", Heads, Masks, Terms)]
    [InlineData("SDINO100", "HeadSharing.Single", Queries,
        "Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.PerLayer)", Masks, Terms)]
    [InlineData("SDINO101", "Losses.GiouWeight to 0f", Queries, Heads, Masks,
        Terms + ", Losses = new LossConfig(new ClassificationLoss.Plain(), BoxWeight: 0f, GiouWeight: 2f)")]
    [InlineData("SDINO101", "Matching.BoxCost to 0f", Queries, Heads, Masks,
        Terms
            + ", Matching = new Assignment.Hungarian(new ClassificationCost.Focal(new CostModulation.None()), "
            + "BoxCost: 5f, GiouCost: 0f)")]
    [InlineData("SDINO082", "Branches[0] offers targets several times", Queries, Heads, Masks,
        Terms + ", Branches = [new BranchConfig.QueryGroups(3)]")]
    [InlineData("SDINO071", "Branches[0]", Queries, Heads, Masks,
        Terms + ", Branches = [new BranchConfig.PositiveDenoising(Losses: Small.Losses)]")]
    [InlineData("SDINO039", "Masks.BoxesOfMasks", Queries, Heads,
        "Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(), Groups: 8, BoxesOfMasks: false)", Terms)]
    public void What_does_not_fit_is_reported(
        string id, string hint, string queries, string heads, string masks, string terms)
    {
        var source = Sources.Variant(string.Join(", ", queries, Decoder, heads, masks, LastOfEach(terms)));
        var run = GeneratorRun.Of(source);
        Assert.Contains(run.Diagnostics,
            d => d.Id == id && d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)
                .Contains(hint, StringComparison.Ordinal));
        Assert.Equal(id == "SDINO039", run.Files.ContainsKey("Demo.VariantGraph.g.cs"));
    }

    // An assignment that comes again replaces the first.
    private static string LastOfEach(string terms) =>
        string.Join(", ", System.Text.RegularExpressions.Regex.Split(terms, @", (?=(?:Branches|Matching|Losses) = )")
            .GroupBy(term => term.Split(' ')[0]).Select(group => group.Last()));
}
