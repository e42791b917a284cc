using System.Collections.Immutable;
using System.Globalization;

namespace StableDino.Reporting;

/// <summary>Groups of bars side by side: one group a category, one bar a series.</summary>
/// <param name="Title">Above.</param>
/// <param name="XLabel">Below the horizontal axis; may be empty.</param>
/// <param name="YLabel">Beside the vertical axis; may be empty.</param>
/// <param name="Groups">Names of the groups, left to right.</param>
/// <param name="Series">Names (empty to stay out of the legend) with one value a group, not negative; a value that is
/// not finite draws no bar.</param>
public sealed record BarPlot(
    string Title, string XLabel, string YLabel, ImmutableArray<string> Groups,
    ImmutableArray<(string Name, ImmutableArray<double> Values)> Series)
{
    /// <summary>The drawing; bars carry their value where there is room.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public Figure ToFigure(int width = 560, int height = 340)
    {
        var y = AxisScale.Linear(Series.SelectMany(static series => series.Values), fromZero: true);
        var marks = ImmutableArray.CreateBuilder<Mark>();
        var frame = PlotFrame.Draw(
            marks, width, height, Title, XLabel, YLabel, y,
            [.. Series.Select(static (series, i) => (series.Name, Palette.Of(i), false))
                .Where(static entry => entry.Name.Length > 0)]);
        var group = (frame.Right - frame.Left) / Math.Max(1, Groups.Length);
        var bar = Math.Min(46, 0.74 * group / Math.Max(1, Series.Length));
        for (var g = 0; g < Groups.Length; g++)
        {
            var middle = frame.Left + (g + 0.5) * group;
            frame.DrawColumn(marks, middle, TextPainter.Shorten(Groups[g], 11, group * 0.96), grid: false);
            for (var s = 0; s < Series.Length; s++)
            {
                if (g >= Series[s].Values.Length || !double.IsFinite(Series[s].Values[g])) continue;
                var (value, left) = (Series[s].Values[g], middle + (s - Series.Length / 2.0) * bar);
                var top = frame.Row(value);
                marks.Add(new Mark.Box(left + 0.06 * bar, top, 0.88 * bar, Math.Max(0, frame.Bottom - top),
                    Palette.Of(s), Math.Min(2, (frame.Bottom - top) / 2)));
                var text = value.ToString(y.High >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
                if (TextPainter.Width(text, 10) < bar * 1.1)
                    marks.Add(new Mark.Label(left + bar / 2, top - 4, text, 10, Ink.Muted, TextAnchor.Middle));
            }
        }
        return new(width, height, Title, marks.ToImmutable());
    }
}
