using System.Collections.Immutable;
using StableDino.Evaluation;

namespace StableDino.Reporting;

/// <summary>
/// A confusion matrix as coloured cells: the darker, the larger its share of the row; hits blue, mistakes orange.
/// </summary>
public static class ConfusionPlot
{
    private const int MostClasses = 90;

    /// <summary>All classes and background; of very many the classes with the most mistakes.</summary>
    public static Figure Of(ConfusionMatrix matrix, AnalysisConfig config)
    {
        var all = matrix.Names.Length;
        int Mistakes(int k) =>
            Enumerable.Range(0, all + 1).Sum(other => other == k ? 0 : matrix[k, other] + matrix[other, k]);
        int[] shown = all <= MostClasses
            ? [.. Enumerable.Range(0, all + 1)]
            : [.. Enumerable.Range(0, all).OrderByDescending(Mistakes).Take(MostClasses).Order(), all];
        var names = shown.Select(k => k == all ? "background" : matrix.Names[k]).ToArray();
        var margin = Math.Clamp(names.Max(static name => TextPainter.Width(name, 10)), 50, 130) + 26;
        var cell = Math.Clamp(620.0 / shown.Length, 13, 44);
        var (top, side) = (margin + 46, cell * shown.Length);
        var (width, height) = ((int)Math.Max(margin + side + 18, 430), (int)(top + side + 18));
        var title = FormattableString.Invariant(
            $"Confusion at IoU {config.IoU:0.##}, from score {config.LowestScore:0.##}");
        var marks = ImmutableArray.CreateBuilder<Mark>();
        marks.Add(new Mark.Box(0, 0, width, height, Ink.White));
        marks.Add(new Mark.Label(14, 24, title, 14, Ink.Text, Bold: true));
        marks.Add(
            new Mark.Label(14, 42, "rows: what it is; columns: what it was found as"
                + (shown.Length <= all ? $"; {MostClasses} of {all} classes" : ""), 11, Ink.Muted));
        for (var i = 0; i < shown.Length; i++)
        {
            var at = (i + 0.5) * cell;
            marks.Add(new Mark.Label(margin - 6, top + at + 4, TextPainter.Shorten(names[i], 10, margin - 20), 10,
                Ink.Text, TextAnchor.End));
            marks.Add(new Mark.Label(
                margin + at + 4, top - 6, TextPainter.Shorten(names[i], 10, margin - 20), 10, Ink.Text, Upward: true));
            var row = Enumerable.Range(0, all + 1).Sum(column => matrix[shown[i], column]);
            for (var j = 0; j < shown.Length; j++)
                Draw(marks, matrix[shown[i], shown[j]], row, i == j, margin + j * cell, top + i * cell, cell);
        }
        return new(width, height, title, marks.ToImmutable());
    }

    private static void Draw(
        ImmutableArray<Mark>.Builder marks, int count, int row, bool hit, double x, double y, double cell)
    {
        var share = row == 0 ? 0 : (double)count / row;
        var ink = Blend(hit ? Palette.Of(0) : Palette.Of(1), count == 0 ? 0 : 0.08 + 0.92 * Math.Sqrt(share));
        marks.Add(new Mark.Box(x, y, cell - 1, cell - 1, ink));
        var text = $"{count}";
        if (count > 0 && cell >= 17 && TextPainter.Width(text, 10) < cell - 3)
            marks.Add(new Mark.Label(x + cell / 2, y + cell / 2 + 4, text, 10, ink.Contrast, TextAnchor.Middle));
    }

    /// <summary>From nearly white to the colour.</summary>
    private static Ink Blend(Ink ink, double amount)
    {
        byte Mix(byte paper, byte colour) => (byte)Math.Round(paper + amount * (colour - paper));
        return new(Mix(246, ink.Red), Mix(247, ink.Green), Mix(250, ink.Blue));
    }
}
