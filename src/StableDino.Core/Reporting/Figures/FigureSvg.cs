using System.Globalization;
using System.Security;
using System.Text;

namespace StableDino.Reporting;

/// <summary>Figures as SVG: one element, no outside references, fit to stand inside HTML.</summary>
public static class FigureSvg
{
    /// <summary>The text of an <c>svg</c> element.</summary>
    public static string Of(Figure figure)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {figure.Width} {figure.Height}\" "
            + $"width=\"{figure.Width}\" height=\"{figure.Height}\" role=\"img\" "
            + $"aria-label=\"{Escape(figure.Title)}\" font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, "
            + $"'DejaVu Sans', sans-serif\">\n");
        foreach (var mark in figure.Marks) svg.Append(Element(mark)).Append('\n');
        return svg.Append("</svg>").ToString();
    }

    private static string Element(Mark mark) => mark switch
    {
        Mark.Line { Points.Length: > 0 } line =>
            $"<path d=\"M{string.Join('L', line.Points.Select(static p => $"{N(p.X)},{N(p.Y)}"))}\" fill=\"none\" "
            + $"stroke=\"{line.Ink.Hex}\" stroke-width=\"{N(line.Thickness)}\""
            + (line.Dashed ? $" stroke-dasharray=\"{N(3 * line.Thickness)} {N(2.5 * line.Thickness)}\"" : "")
            + (line.Ink.Opacity < 1 ? $" stroke-opacity=\"{N(line.Ink.Opacity)}\"" : "")
            + " stroke-linejoin=\"round\"/>",
        Mark.Box box =>
            $"<rect x=\"{N(box.X)}\" y=\"{N(box.Y)}\" width=\"{N(box.Width)}\" "
                + $"height=\"{N(box.Height)}\"{(box.Radius > 0 ? $" rx=\"{N(box.Radius)}\"" : "")}{Fill(box.Ink)}/>",
        Mark.Disc disc => $"<circle cx=\"{N(disc.X)}\" cy=\"{N(disc.Y)}\" r=\"{N(disc.Radius)}\"{Fill(disc.Ink)}/>",
        Mark.Label label =>
            $"<text x=\"{N(label.X)}\" y=\"{N(label.Y)}\" font-size=\"{N(label.Size)}\"{Fill(label.Ink)}"
            + label.Anchor switch { TextAnchor.Middle => " text-anchor=\"middle\"",
                TextAnchor.End => " text-anchor=\"end\"", _ => "" }
            + (label.Bold ? " font-weight=\"600\"" : "")
            + (label.Upward ? $" transform=\"rotate(-90 {N(label.X)} {N(label.Y)})\"" : "")
            + $">{Escape(label.Text)}</text>",
        _ => "",
    };

    private static string Fill(Ink ink) =>
        $" fill=\"{ink.Hex}\"" + (ink.Opacity < 1 ? $" fill-opacity=\"{N(ink.Opacity)}\"" : "");

    private static string N(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        SecurityElement.Escape(new string([.. text.Select(static c => char.IsControl(c) ? ' ' : c)]));
}
