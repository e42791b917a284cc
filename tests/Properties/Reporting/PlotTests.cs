using System.Collections.Immutable;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SkiaSharp;
using StableDino.Reporting;

namespace StableDino.Properties.Reporting;

public class PlotTests
{
    private static readonly Curve Line = new("a < b & \"c\"", [(0, 1), (10, 3), (20, double.NaN), (30, 2), (40, 5)], 0);

    [Property(MaxTest = 500)]
    public Property A_linear_axis_holds_its_values_and_labels_them_roundly(NormalFloat a, NormalFloat b)
    {
        var scale = AxisScale.Linear([a.Get, b.Get]);
        return (scale.Low <= Math.Min(a.Get, b.Get) + 1e-9 * Math.Abs(a.Get)
            && scale.High >= Math.Max(a.Get, b.Get) - 1e-9 * Math.Abs(b.Get)).ToProperty()
            .And(scale.Ticks.Length is >= 2 and <= 12)
            .And(scale.Ticks.Zip(scale.Ticks.Skip(1), (x, y) => x < y).All(rising => rising))
            .And(Math.Abs(scale.Place(scale.Low)) < 1e-9 && Math.Abs(scale.Place(scale.High) - 1) < 1e-9)
            .Label(scale.ToString() + string.Join(", ", scale.Ticks));
    }

    [Property(MaxTest = 500)]
    public Property A_logarithmic_axis_holds_its_values(NormalFloat a, NormalFloat b)
    {
        var (x, y) = (Math.Exp(a.Get % 30), Math.Exp(b.Get % 30));
        var scale = AxisScale.Log([x, y, -1, 0, double.NaN]);
        return (scale.Low <= Math.Min(x, y) * 1.00001 && scale.High >= Math.Max(x, y) * 0.99999
            && scale.Ticks.Length >= 2 && scale.Low < scale.High).ToProperty()
            .Label($"{x} {y}: {scale} {string.Join(", ", scale.Ticks)}");
    }

    [Theory]
    [InlineData(20000, 15000, "15k")]
    [InlineData(2e6, 500000, "0.5M")]
    [InlineData(0.5, 0.1, "0.1")]
    [InlineData(20000, 0, "0")]
    public void Ticks_are_written_short(double high, double tick, string text) =>
        Assert.Equal(text, AxisScale.Linear([0, high]).Text(tick));

    [Fact]
    public void Svg_is_well_formed_and_a_missing_value_leaves_a_gap()
    {
        var svg = XDocument.Parse(FigureSvg.Of(new CurvePlot("t", "x", "y", [Line]).ToFigure()));
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Contains(svg.Descendants(ns + "text"), text => text.Value == Line.Name);
        Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, svg.Descendants(ns + "path").Count(path => (string?)path.Attribute("stroke-width") == "1.8"));
    }

    [Fact]
    public void Png_has_the_figure_s_size_and_the_curve_s_colour()
    {
        using var bitmap =
            SKBitmap.Decode(FigurePng.Of(new CurvePlot("t", "x", "y", [Line]).ToFigure(300, 200), zoom: 2));
        Assert.Equal((600, 400), (bitmap.Width, bitmap.Height));
        Assert.Contains(bitmap.Pixels, pixel => pixel == new SKColor(37, 99, 235));
    }

    [Fact]
    public void A_plot_of_nothing_shows_that() =>
        Assert.Contains(new CurvePlot("t", "", "", []).ToFigure().Marks,
            mark => mark is Mark.Label { Text: "no data yet" });

    [Fact]
    public void A_bar_is_as_high_as_its_value()
    {
        var figure = UnstableReport.ToPlot([("a", [40, 20]), ("b", [10, double.NaN])]).ToFigure();
        var heights = figure.Marks.OfType<Mark.Box>().Skip(1).Select(box => box.Height).ToArray();
        Assert.Equal(3, heights.Length);
        Assert.Equal([1, 0.25, 0.5],
            heights.Select(height => height / heights[0]).Select(ratio => Math.Round(ratio, 9)));
    }

    [Fact]
    public void The_table_of_instability_has_a_column_a_layer() => Assert.Equal(
        "unstable %   layer 1  layer 2  mean\n-----------  -------  -------  ----\nDINO            69.4     30.0  "
        + "49.7\nStable-DINO     39.6        –  39.6\n",
        UnstableReport.ToText([("DINO", [69.44, 30]), ("Stable-DINO", [39.59])]));

    [Property]
    public bool Smoothing_a_level_curve_changes_nothing(NormalFloat level, PositiveInt memory) =>
        new Curve("", [.. Enumerable.Range(0, 50).Select(i => ((double)i, level.Get))], 0).Smoothed(memory.Get).Points
            .All(point => Math.Abs(point.Y - level.Get) <= 1e-9 * Math.Abs(level.Get));

    [Property]
    public bool Thinning_keeps_the_mean_and_the_limit(PositiveInt length)
    {
        var curve = new Curve(
            "", [.. Enumerable.Range(0, 10 * length.Get).Select(i => ((double)i, (double)(i * i % 17)))], 0);
        var thin = curve.Thinned(length.Get);
        return thin.Points.Length == length.Get
            && Math.Abs(thin.Points.Average(point => point.Y) - curve.Points.Average(point => point.Y)) < 1e-9;
    }
}
