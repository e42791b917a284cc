using System.Collections.Immutable;

namespace StableDino.Reporting;

/// <summary>Title, legend, axes and grid, and the area that is left for the data.</summary>
internal sealed record PlotFrame(double Left, double Top, double Right, double Bottom, AxisScale Y)
{
    private const double TitleSize = 14, TextSize = 11;

    /// <summary>Pixel row of a value.</summary>
    public double Row(double value) => Bottom - Math.Clamp(Y.Place(value), -0.01, 1.01) * (Bottom - Top);

    /// <summary>Lays out and draws everything but the data and the horizontal axis' ticks.</summary>
    public static PlotFrame Draw(
        ImmutableArray<Mark>.Builder marks, int width, int height, string title, string xLabel, string yLabel,
        AxisScale y,
        IReadOnlyList<(string Name, Ink Ink, bool Dashed)> legend)
    {
        marks.Add(new Mark.Box(0, 0, width, height, Ink.White));
        marks.Add(new Mark.Label(14, 24, title, TitleSize, Ink.Text, Bold: true));
        var top = 38 + DrawLegend(marks, width, legend);
        var tickWidth = y.Ticks.Max(tick => TextPainter.Width(y.Text(tick), TextSize));
        var left = 14 + (yLabel.Length > 0 ? 18 : 0) + tickWidth + 6;
        var frame = new PlotFrame(left, top + 4, width - 18, height - 30 - (xLabel.Length > 0 ? 18 : 0), y);
        foreach (var tick in y.Ticks)
        {
            var row = frame.Row(tick);
            marks.Add(new Mark.Line([(frame.Left, row), (frame.Right, row)], Ink.Grid));
            marks.Add(new Mark.Label(frame.Left - 6, row + 4, y.Text(tick), TextSize, Ink.Muted, TextAnchor.End));
        }
        marks.Add(new Mark.Line([(frame.Left, frame.Bottom), (frame.Right, frame.Bottom)], Ink.Muted));
        if (xLabel.Length > 0)
            marks.Add(new Mark.Label(
                (frame.Left + frame.Right) / 2, height - 10, xLabel, TextSize, Ink.Muted, TextAnchor.Middle));
        if (yLabel.Length > 0)
            marks.Add(new Mark.Label(
                22, (frame.Top + frame.Bottom) / 2, yLabel, TextSize, Ink.Muted, TextAnchor.Middle, Upward: true));
        return frame;
    }

    /// <summary>A tick of the horizontal axis.</summary>
    public void DrawColumn(ImmutableArray<Mark>.Builder marks, double x, string text, bool grid)
    {
        if (grid) marks.Add(new Mark.Line([(x, Top), (x, Bottom)], Ink.Grid));
        marks.Add(new Mark.Label(x, Bottom + 16, text, TextSize, Ink.Muted, TextAnchor.Middle));
    }

    /// <summary>Names in rows, wrapped at the width; returns the height they took.</summary>
    private static double DrawLegend(
        ImmutableArray<Mark>.Builder marks, int width, IReadOnlyList<(string Name, Ink Ink, bool Dashed)> legend)
    {
        if (legend.Count == 0) return 0;
        var (x, row) = (14.0, 0);
        foreach (var (name, ink, dashed) in legend)
        {
            var text = TextPainter.Shorten(name, TextSize, width - 60);
            var entry = 22 + TextPainter.Width(text, TextSize) * 1.06 + 14;
            if (x > 14 && x + entry > width - 10) (x, row) = (14, row + 1);
            marks.Add(new Mark.Line([(x, 41 + 16 * row), (x + 16, 41 + 16 * row)], ink, 2.5, dashed));
            marks.Add(new Mark.Label(x + 22, 45 + 16 * row, text, TextSize, Ink.Text));
            x += entry;
        }
        return 16 * (row + 1);
    }
}
