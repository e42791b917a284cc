using System.Collections.Immutable;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Reporting;

/// <summary>AP and AP50 of every class as bars to the right, the best above.</summary>
public static class ClassPrecisionPlot
{
    private const int MostClasses = 120, Row = 18, Top = 58, Width = 640;

    /// <summary>Classes with objects; of very many the first and the last.</summary>
    public static Figure Of(IReadOnlyList<ClassMetrics> classes)
    {
        var known = classes.Where(static one => one.Metrics.AP >= 0)
            .OrderByDescending(static one => one.Metrics.AP).ToArray();
        var shown = known.Length <= MostClasses
            ? known
            : [.. known[..(MostClasses / 2)], .. known[^(MostClasses / 2)..]];
        var title = "AP by class, %"
            + (shown.Length < known.Length ? $" ({known.Length} classes: the best and the worst)" : "");
        var names = Math.Clamp(
            shown.Select(static one => TextPainter.Width(one.Name, 11)).DefaultIfEmpty(0).Max(), 40, 170) + 20;
        var (left, right, height) = (names, Width - 110.0, Top + 16 + Row * Math.Max(1, shown.Length));
        var marks = ImmutableArray.CreateBuilder<Mark>();
        marks.Add(new Mark.Box(0, 0, Width, height, Ink.White));
        marks.Add(new Mark.Label(14, 24, title, 14, Ink.Text, Bold: true));
        foreach (var (name, x, ink) in new[] { ("AP", 14.0, Palette.Of(0)), ("AP50", 64.0, Pale) })
        {
            marks.Add(new Mark.Line([(x, 41), (x + 12, 41)], ink, 4));
            marks.Add(new Mark.Label(x + 18, 45, name, 11, Ink.Text));
        }
        marks.Add(new Mark.Label(Width - 14, 45, "objects", 11, Ink.Muted, TextAnchor.End));
        for (var i = 0; i <= 4; i++)
            marks.Add(new Mark.Line(
                [(left + i * (right - left) / 4, Top - 4), (left + i * (right - left) / 4, height - 12)], Ink.Grid));
        for (var i = 0; i < shown.Length; i++) Draw(marks, shown[i], left, right, Top + i * Row);
        return new(Width, height, title, marks.ToImmutable());
    }

    private static Ink Pale => new(191, 210, 250);

    private static void Draw(ImmutableArray<Mark>.Builder marks, ClassMetrics one, double left, double right, double y)
    {
        marks.Add(new Mark.Label(
            left - 6, y + 12, TextPainter.Shorten(one.Name, 11, left - 20), 11, Ink.Text, TextAnchor.End));
        marks.Add(new Mark.Box(left, y + 2, Math.Max(0, one.Metrics.AP50) * (right - left), 12, Pale, 2));
        marks.Add(new Mark.Box(left, y + 4, Math.Max(0, one.Metrics.AP) * (right - left), 8, Palette.Of(0), 2));
        marks.Add(new Mark.Label(right + 8, y + 12, TextTable.Percent(one.Metrics.AP), 11, Ink.Muted));
        marks.Add(new Mark.Label(Width - 14, y + 12, $"{one.Targets}", 11, Ink.Muted, TextAnchor.End));
    }
}
