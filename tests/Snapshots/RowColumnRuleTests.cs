namespace StableDino.Snapshots;

/// <summary>Rows and columns go through a detector as a whole; each part that does not fit is reported, with what would.</summary>
public class RowColumnRuleTests
{
    private const string Fitting =
        "Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 8, Width: 8, FirstStage: 5), Branches = []";

    private const string Neck = "Neck = Small.Neck with { Levels = 1, Form = NeckForm.NormalisedProjection }";
    private const string Encoder = "Encoder = Small.Encoder with { Attention = new EncoderAttention.RowColumn() }";
    private const string Queries = "Queries = new(new QueryContent.Patterns(3), new QueryPosition.EncodedPoints(), new QueryReference.AnchorPoints(), 9)";
    private const string Decoder = "Decoder = Small.Decoder with { CrossAttention = new CrossAttention.RowColumn(), Layers = 2, Refinement = BoxRefinement.None }";

    [Fact]
    public void A_detector_of_rows_and_columns_compiles() =>
        Assert.Empty(GeneratorRun.Of(Sources.Variant(string.Join(", ", Fitting, Neck, Encoder, Queries, Decoder))).Diagnostics.Select(d => d.ToString()));

    [Theory]
    [InlineData("SDINO077", "new EncoderAttention.RowColumn()", Neck, "Encoder = Small.Encoder with { Attention = new EncoderAttention.Dense() }", Queries, Decoder)]
    [InlineData("SDINO077", "new CrossAttention.RowColumn()", Neck, Encoder, Queries, "Decoder = Small.Decoder with { CrossAttention = new CrossAttention.Dense(), Refinement = BoxRefinement.None }")]
    [InlineData("SDINO077", "new QueryReference.AnchorPoints()", Neck, Encoder, "Queries = new(new QueryContent.Zero(), new QueryPosition.Learned(), new QueryReference.LearnedPoints(PointMap.Mlp), 9)", Decoder)]
    [InlineData("SDINO077", "BoxRefinement.None", Neck, Encoder, Queries, "Decoder = Small.Decoder with { CrossAttention = new CrossAttention.RowColumn(), Refinement = BoxRefinement.Detached }")]
    [InlineData("SDINO077", "to false", Neck, "Encoder = Small.Encoder with { Attention = new EncoderAttention.RowColumn(), ScaledPositions = true }", Queries, Decoder)]
    [InlineData("SDINO077", "rows and columns are those of one map", "Neck = Small.Neck with { Levels = 2 }", Encoder, Queries, Decoder)]
    [InlineData("SDINO070", "new QueryContent.Patterns()", Neck, Encoder, "Queries = new(new QueryContent.Zero(), new QueryPosition.EncodedPoints(), new QueryReference.AnchorPoints(), 9)", Decoder)]
    [InlineData("SDINO070", "new QueryPosition.EncodedPoints()", Neck, Encoder, "Queries = new(new QueryContent.Patterns(3), new QueryPosition.Learned(), new QueryReference.AnchorPoints(), 9)", Decoder)]
    public void What_does_not_fit_is_reported(string id, string hint, string neck, string encoder, string queries, string decoder)
    {
        var run = GeneratorRun.Of(Sources.Variant(string.Join(", ", Fitting, neck, encoder, queries, decoder)));
        Assert.Contains(run.Diagnostics, d => d.Id == id && d.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Contains(hint, StringComparison.Ordinal));
        Assert.False(run.Files.ContainsKey("Demo.VariantGraph.g.cs"));
    }
}
