using System.Collections.Immutable;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Reporting;

/// <summary>Precision over recall of every class, one small frame each.</summary>
public static class ClassCurvesPlot
{
    private const int MostClasses = 160, CellWidth = 136, CellHeight = 112, Top = 58;

    /// <summary>Classes with objects, by falling mean precision; of very many the first and the last.</summary>
    public static Figure Of(IReadOnlyList<ClassCurves> curves)
    {
        var known = curves.Where(static one => !one.Mean.IsEmpty)
            .OrderByDescending(static one => one.Mean.Average()).ToArray();
        var shown = known.Length <= MostClasses
            ? known
            : [.. known[..(MostClasses / 2)], .. known[^(MostClasses / 2)..]];
        var columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt(shown.Length * 0.9)), 4, 10);
        var (width, height) = (28 + columns * CellWidth,
            Top + 14 + Math.Max(1, (shown.Length + columns - 1) / columns) * CellHeight);
        var title = "Precision over recall, class by class"
            + (shown.Length < known.Length ? $" ({known.Length} classes: the best and the worst)" : "");
        var marks = ImmutableArray.CreateBuilder<Mark>();
        marks.Add(new Mark.Box(0, 0, width, height, Ink.White));
        marks.Add(new Mark.Label(14, 24, title, 14, Ink.Text, Bold: true));
        Legend(marks, shown);
        for (var i = 0; i < shown.Length; i++)
            Draw(marks, shown[i], 14 + i % columns * CellWidth, Top + i / columns * CellHeight);
        return new(width, height, title, marks.ToImmutable());
    }

    private static void Legend(ImmutableArray<Mark>.Builder marks, ClassCurves[] shown)
    {
        var names = shown.SelectMany(static one => one.AtIoU)
            .Select(static curve => FormattableString.Invariant($"IoU {curve.IoU:0.##}")).Distinct()
            .Append("mean of all IoU").ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            marks.Add(new Mark.Line([(14 + 96 * i, 41), (30 + 96 * i, 41)], Palette.Of(i), 2.5));
            marks.Add(new Mark.Label(36 + 96 * i, 45, names[i], 11, Ink.Text));
        }
    }

    private static void Draw(ImmutableArray<Mark>.Builder marks, ClassCurves one, double x, double y)
    {
        var (left, right, top, bottom) = (x + 2, x + CellWidth - 14, y + 20, y + CellHeight - 10);
        var ap = TextTable.Percent(one.Mean.Average());
        marks.Add(new Mark.Label(left, y + 14, TextPainter.Shorten(one.Name, 11, CellWidth - 48), 11, Ink.Text));
        marks.Add(new Mark.Label(right, y + 14, ap, 11, Ink.Muted, TextAnchor.End));
        marks.Add(new Mark.Box(left, top, right - left, bottom - top, new Ink(246, 247, 250)));
        foreach (var half in new[] { 0.0, 0.5, 1.0 })
        {
            marks.Add(new Mark.Line(
                [(left, bottom - half * (bottom - top)), (right, bottom - half * (bottom - top))], Ink.Grid));
            marks.Add(
                new Mark.Line([(left + half * (right - left), top), (left + half * (right - left), bottom)], Ink.Grid));
        }
        foreach (var (precision, colour) in one.AtIoU.Select(static curve => curve.Precision).Append(one.Mean)
            .Select(static (curve, i) => (curve, i)))
        {
            marks.Add(new Mark.Line(
                [.. precision.Select((p, r) => (left + (right - left) * r / Math.Max(1, precision.Length - 1),
                    bottom - p * (bottom - top)))], Palette.Of(colour), 1.5));
        }
    }
}
