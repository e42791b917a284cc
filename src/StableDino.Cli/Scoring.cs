using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableDino.Data;
using StableDino.Evaluation;

namespace StableDino.Cli;

/// <summary>From detections to the answer of <c>score</c> and <c>eval</c>.</summary>
internal static class Scoring
{
    /// <summary>Evaluates as the options say, answers, and fills the folder of <c>--out</c>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Its evaluation options.</param>
    /// <param name="target">What the detections are scored against.</param>
    /// <param name="detections">The detections; the ground truth holds their images.</param>
    /// <param name="terminal">Where the answer goes.</param>
    public static int Answer(ParseResult parsed, EvaluationOptions options, CocoAnnotations target,
        DetectionFile detections, Terminal terminal)
    {
        var asked = from parameters in options.Parameters(parsed, target)
                    from config in options.Analysis(parsed)
                    select (parameters, config);
        return asked.Match(
            ready =>
            {
                var analysis = EvaluationAnalysis.Of(target, detections, ready.parameters, ready.config);
                var (document, text) = (Document(analysis), AnalysisReport.ToText(analysis));
                if (options.Folder(parsed) is { } folder)
                {
                    AnalysisFolder.Write(folder, analysis, document, text);
                    terminal.Say($"plots, evaluation.json and index.html in {folder}");
                }
                return terminal.Done(document, text);
            },
            faults => terminal.Refuse(faults));
    }

    private static JsonObject Document(EvaluationAnalysis analysis)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            AnalysisReport.WriteMembers(json, analysis);
            json.WriteEndObject();
        }
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }
}
