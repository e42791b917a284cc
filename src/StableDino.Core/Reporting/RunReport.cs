using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using LanguageExt;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using static LanguageExt.Prelude;

namespace StableDino.Reporting;

/// <summary>
/// One self-contained HTML page about one or several runs: no script, no outside reference, the same text for the same
/// runs.
/// </summary>
public static class RunReport
{
    /// <summary>Reads the folders and writes the page; the faults of all folders that cannot be read.</summary>
    /// <param name="folders">At least one.</param>
    public static Validation<DataFault, string> OfFolders(IEnumerable<string> folders) =>
        folders.Select(RunHistoryReader.Read).Sequence().Map(static runs => Html([.. runs]));

    /// <summary>The page.</summary>
    /// <param name="runs">At least one.</param>
    public static string Html(IReadOnlyList<RunHistory> runs)
    {
        var title = runs.Count == 1 ? runs[0].Name : $"{runs.Count} runs";
        var page = new StringBuilder();
        page.Append(
            $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            + $"content=\"width=device-width, initial-scale=1\">\n<title>StableDino: "
            + $"{E(title)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<main>\n");
        page.Append($"<h1>{E(title)}</h1>\n");
        Overview(page, runs);
        var plots = RunPlots.Of(runs).Select(static figure => $"<figure>{FigureSvg.Of(figure)}</figure>");
        Section(page, "Curves", $"<div class=\"plots\">\n{string.Join('\n', plots)}\n</div>\n");
        Classes(page, runs);
        foreach (var run in runs.Where(static run => !run.Pictures.IsEmpty)) Pictures(page, run, runs.Count > 1);
        foreach (var run in runs) Details(page, run);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Overview(StringBuilder page, IReadOnlyList<RunHistory> runs)
    {
        var shown = DetectionMetrics.Names;
        Table(page, "Best evaluation",
            ["run", "step", "loss", .. shown],
            runs.Select((run, i) => (string[])
            [
                $"<i style=\"background:{Palette.Of(i).Hex}\"></i>{E(run.Name)}",
                run.Best.Match(best => $"{N(best.Step)} of {N(LastStep(run))}",
                    () => run.Train.IsEmpty ? "–" : $"– of {N(LastStep(run))}"),
                run.Train.IsEmpty ? "–" : run.Train[^1].Loss.ToString("0.###", CultureInfo.InvariantCulture),
                .. run.Best.Match(
                    best => best.Metrics.Values.Select(TextTable.Percent), () => shown.Select(static _ => "–")),
            ]));
    }

    private static void Classes(StringBuilder page, IReadOnlyList<RunHistory> runs)
    {
        var best = runs.Select(static run => run.Best.Map(static point => point.PerClass).IfNone([])).ToArray();
        var names = best.SelectMany(static classes => classes).GroupBy(static one => one.Name)
            .Select(static same => (Name: same.Key, Targets: same.Max(static one => one.Targets),
                AP: same.Max(static one => one.Metrics.AP))).OrderByDescending(static one => one.AP).ToArray();
        if (names.Length == 0) return;
        Table(page, "Classes, best evaluation",
            ["class", "objects",
                .. runs.SelectMany(run =>
                    runs.Count == 1 ? new[] { "AP", "AP50", "AP75", "AR100" } : [$"{E(run.Name)}: AP"])],
            names.Select(name => (string[])
            [
                E(name.Name), N(name.Targets),
                .. best.SelectMany((classes, i) =>
                {
                    var metrics = classes.FirstOrDefault(one => one.Name == name.Name)?.Metrics;
                    var width = (100 * Math.Max(0, metrics?.AP ?? 0)).ToString("0.#", CultureInfo.InvariantCulture);
                    var bar =
                        $"<span class=\"bar\"><b style=\"width:{width}%;background:{Palette.Of(i).Hex}\"></b></span>"
                        + TextTable.Percent(metrics?.AP ?? -1);
                    return runs.Count == 1 && metrics is not null
                        ? new[] { bar, TextTable.Percent(metrics.AP50), TextTable.Percent(metrics.AP75),
                            TextTable.Percent(metrics.AR100) }
                        : [bar];
                }),
            ]));
    }

    private static void Pictures(StringBuilder page, RunHistory run, bool named) =>
        Section(page, named ? $"Pictures: {run.Name}" : "Pictures",
            $"<div class=\"pictures\">\n{string.Join('\n', run.Pictures.Select(Picture))}\n</div>\n");

    private static string Picture((string Name, ImmutableArray<byte> Content) picture)
    {
        var type = picture.Name.EndsWith("png", StringComparison.OrdinalIgnoreCase) ? "png" : "jpeg";
        return $"<figure><img alt=\"{E(picture.Name)}\" loading=\"lazy\" src=\"data:image/{type};base64,"
            + $"{Convert.ToBase64String(picture.Content.AsSpan())}\"><figcaption>{E(picture.Name)}</figcaption>"
            + "</figure>";
    }

    private static void Details(StringBuilder page, RunHistory run)
    {
        page.Append($"<section><h2>{E(run.Name)}</h2>\n<dl>");
        foreach (var (name, value) in run.Facts) page.Append($"<dt>{E(name)}</dt><dd>{E(value)}</dd>");
        if (!run.Train.IsEmpty)
        {
            page.Append($"<dt>steps logged</dt><dd>{N(run.Train.Length)}, last {N(LastStep(run))}</dd>");
            var rate = run.Train.Select(static point => point.ImagesPerSecond).Where(double.IsFinite)
                .DefaultIfEmpty(double.NaN).Order().ToArray();
            if (double.IsFinite(rate[0]))
                page.Append(
                    $"<dt>images per second, "
                    + $"median</dt><dd>{rate[rate.Length / 2].ToString("0.##", CultureInfo.InvariantCulture)}</dd>");
        }
        if (run.UnreadableLines > 0) page.Append($"<dt>unreadable log lines</dt><dd>{N(run.UnreadableLines)}</dd>");
        page.Append("</dl>\n");
        if (run.Recipe.Length > 0)
            page.Append($"<details><summary>Recipe</summary><pre>{E(run.Recipe)}</pre></details>\n");
        page.Append("</section>\n");
    }

    private static void Table(StringBuilder page, string title, IReadOnlyList<string> head,
        IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = rows.Select(static row => Row(row, "td")).Prepend(Row(head, "th"));
        Section(page, title, $"<div class=\"scroll\"><table>\n{string.Concat(lines)}</table></div>\n");
    }

    private static string Row(IEnumerable<string> cells, string tag) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<{tag}>{cell}</{tag}>"))}</tr>\n";

    private static void Section(StringBuilder page, string title, string content) =>
        page.Append($"<section><h2>{E(title)}</h2>\n{content}</section>\n");

    private static double LastStep(RunHistory run) =>
        run.Train.IsEmpty ? run.Evaluations.IsEmpty ? 0 : run.Evaluations[^1].Step : run.Train[^1].Step;

    private static string N(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """

        :root { color: #262c38; background: #f3f5f8; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        body { margin: 0; } main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 60px; }
        h1 { font-size: 26px; margin: 8px 0 18px; } h2 { font-size: 17px; margin: 0 0 12px; }
        section { background: #fff; border: 1px solid #e2e6ed; border-radius: 10px; padding: 18px 20px; margin: 0 0 18px; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { padding: 5px 10px; text-align: right; white-space: nowrap; border-bottom: 1px solid #eef1f5; }
        th { color: #6c7586; font-weight: 600; font-size: 13px; } th:first-child, td:first-child { text-align: left; }
        td i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 8px; }
        .bar { display: inline-block; width: 90px; height: 8px; background: #eef1f5; border-radius: 4px; margin-right: 10px; overflow: hidden; } .bar b { display: block; height: 100%; }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 14px; } figure { margin: 0; } .plots svg { width: 100%; height: auto; }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 14px; } .pictures img { width: 100%; border-radius: 6px; display: block; }
        figcaption { color: #6c7586; font-size: 13px; margin-top: 4px; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0 0 10px; } dt { color: #6c7586; } dd { margin: 0; overflow-wrap: anywhere; }
        pre { overflow-x: auto; background: #f3f5f8; padding: 12px; border-radius: 6px; font-size: 13px; }

        """;
}
