using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableDino.Checkpoints;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Reporting;

namespace StableDino.Cli;

/// <summary>
/// What <c>--out</c> of <c>score</c> and <c>eval</c> leaves: the whole document, every plot twice, and one page with
/// all of it.
/// </summary>
internal static class AnalysisFolder
{
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string folder, EvaluationAnalysis analysis, JsonObject document, string text)
    {
        Directory.CreateDirectory(folder);
        var figures = AnalysisFigures.Of(analysis);
        Save("evaluation.json", Encoding.UTF8.GetBytes(document.ToJsonString(Layout)));
        foreach (var (name, figure) in figures)
        {
            Save(name + ".svg", Encoding.UTF8.GetBytes(FigureSvg.Of(figure)));
            Save(name + ".png", FigurePng.Of(figure));
        }
        Save("index.html", Encoding.UTF8.GetBytes(Page(text, figures.Select(static one => FigureSvg.Of(one.Figure)))));

        void Save(string name, byte[] content) =>
            AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(content));
    }

    private static string Page(string text, IEnumerable<string> figures) =>
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Evaluation</title>\n"
        + "<style>body { font: 15px/1.5 system-ui, sans-serif; margin: 24px; background: #f3f5f8; color: #262c38 } "
        + "figure, pre { background: #fff; border: 1px solid #e2e6ed;"
        + " border-radius: 10px; padding: 16px; margin: 0 0 18px; overflow-x: auto }</style></head>\n<body>\n"
        + $"<h1>Evaluation</h1>\n{string.Concat(figures.Select(static svg => $"<figure>{svg}</figure>\n"))}"
        + $"<pre>{WebUtility.HtmlEncode(text)}</pre>\n</body>\n</html>\n";
}
