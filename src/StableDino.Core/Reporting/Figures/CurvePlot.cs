using System.Collections.Immutable;

namespace StableDino.Reporting;

/// <summary>Curves over steps: losses, AP, instability; several runs overlaid.</summary>
/// <param name="Title">Above.</param>
/// <param name="XLabel">Below the horizontal axis; may be empty.</param>
/// <param name="YLabel">Beside the vertical axis; may be empty.</param>
/// <param name="Curves">Later ones on top, faint ones below all.</param>
/// <param name="Logarithmic">Vertical axis in equal factors; values that are not positive are left out.</param>
/// <param name="FromZero">Vertical axis begins at 0.</param>
public sealed record CurvePlot(
    string Title, string XLabel, string YLabel, ImmutableArray<Curve> Curves, bool Logarithmic = false,
    bool FromZero = false)
{
    private const int MostPoints = 600;

    /// <summary>The drawing.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public Figure ToFigure(int width = 560, int height = 340)
    {
        var curves = Curves.Select(static curve => curve.Thinned(MostPoints))
            .OrderByDescending(static curve => curve.Faint).ToArray();
        var values = curves.SelectMany(static curve => curve.Points).Where(static p => double.IsFinite(p.Y)).ToArray();
        var bold = curves.Where(static curve => !curve.Faint).SelectMany(static curve => curve.Points)
            .Where(static p => double.IsFinite(p.Y)).ToArray();
        var scaled = (bold.Length > 0 ? bold : values).Select(static p => p.Y).ToArray();
        var x = AxisScale.Exact(Curves.SelectMany(static curve => curve.Points).Where(static p => double.IsFinite(p.Y))
            .Select(static p => p.X));
        var y = Logarithmic ? AxisScale.Log(scaled) : AxisScale.Linear(scaled, fromZero: FromZero);
        var marks = ImmutableArray.CreateBuilder<Mark>();
        var frame = PlotFrame.Draw(
            marks, width, height, Title, XLabel, YLabel, y,
            [.. curves.Where(static c => c.Name.Length > 0)
                .Select(static c => (c.Name, Palette.Of(c.Color), c.Dashed))]);
        double Column(double value) => frame.Left + x.Place(value) * (frame.Right - frame.Left);
        foreach (var tick in x.Ticks) frame.DrawColumn(marks, Column(tick), x.Text(tick), grid: false);
        if (values.Length == 0)
            marks.Add(new Mark.Label((frame.Left + frame.Right) / 2, (frame.Top + frame.Bottom) / 2, "no data yet", 12,
                Ink.Muted, TextAnchor.Middle));
        foreach (var curve in curves)
        {
            var ink = Palette.Of(curve.Color) with { Opacity = curve.Faint ? 0.25 : 1 };
            foreach (var piece in Pieces(curve.Points))
            {
                ImmutableArray<(double X, double Y)> points = [.. piece.Select(p => (Column(p.X), frame.Row(p.Y)))];
                if (points.Length > 1) marks.Add(new Mark.Line(points, ink, curve.Faint ? 1 : 1.8, curve.Dashed));
                if (!curve.Dots && points.Length > 1) continue;
                foreach (var point in points) marks.Add(new Mark.Disc(point.X, point.Y, 2.8, ink));
            }
        }
        return new(width, height, Title, marks.ToImmutable());
    }

    /// <summary>Stretches without a gap.</summary>
    private IEnumerable<List<(double X, double Y)>> Pieces(ImmutableArray<(double X, double Y)> points)
    {
        var piece = new List<(double X, double Y)>();
        foreach (var point in points)
        {
            if (double.IsFinite(point.Y) && (!Logarithmic || point.Y > 0)) piece.Add(point);
            else if (piece.Count > 0)
            {
                yield return piece;
                piece = [];
            }
        }
        if (piece.Count > 0) yield return piece;
    }
}
