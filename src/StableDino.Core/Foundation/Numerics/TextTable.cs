using System.Globalization;
using System.Text;

namespace StableDino.Foundation;

/// <summary>Plain aligned text: the first column to the left, the others to the right.</summary>
public static class TextTable
{
    /// <summary>Rows of equal length, the first being the head, which is underlined. Every line ends in \n.</summary>
    public static string Of(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        for (var r = 0; r < rows.Count; r++)
        {
            text.AppendJoin("  ",
                rows[r]
                    .Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])));
            while (text.Length > 0 && text[^1] == ' ') text.Length--;
            text.Append('\n');
            if (r == 0) text.AppendJoin("  ", widths.Select(static width => new string('-', width))).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>
    /// A fraction as percent with one decimal; – for a negative one, which COCO uses for "undefined".
    /// </summary>
    public static string Percent(double fraction) =>
        fraction < 0 || double.IsNaN(fraction) ? "–" : (100 * fraction).ToString("F1", CultureInfo.InvariantCulture);
}
