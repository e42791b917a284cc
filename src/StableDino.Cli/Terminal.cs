using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableDino.Foundation;

namespace StableDino.Cli;

/// <summary>The two channels of a run: the answer, and everything logged along the way.</summary>
/// <param name="Answer">Standard output: the verb's result and nothing else.</param>
/// <param name="Log">Standard error: progress, warnings, faults.</param>
/// <param name="Json">Whether the answer is one JSON document.</param>
internal sealed record Terminal(TextWriter Answer, TextWriter Log, bool Json)
{
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gives the answer: the document with <c>--json</c>, the text without.</summary>
    public int Done(JsonObject document, string text) => Answered(document, text, ExitCode.Done);

    /// <summary>Gives an answer that shows by itself how the job went.</summary>
    public int Answered(JsonObject document, string text, int code)
    {
        if (Json) Answer.WriteLine(document.ToJsonString(Layout));
        else Answer.WriteLine(text.TrimEnd('\n'));
        return code;
    }

    /// <summary>Arguments or input are unusable.</summary>
    public int Refuse(params IEnumerable<Fault> faults) => Report(faults, ExitCode.Unusable);

    /// <summary>The job failed on the way.</summary>
    public int Fail(params IEnumerable<Fault> faults) => Report(faults, ExitCode.Failed);

    /// <summary>One line for people.</summary>
    public void Say(string line) => Log.WriteLine(line);

    private int Report(IEnumerable<Fault> faults, int code)
    {
        var all = faults.ToArray();
        foreach (var fault in all) Log.WriteLine($"error: {fault.Line}");
        if (Json)
            Answer.WriteLine(new JsonObject { ["errors"] = new JsonArray([.. all.Select(Node)]) }.ToJsonString(Layout));
        return code;
    }

    /// <summary>A fault as documents hold it.</summary>
    public static JsonNode Node(Fault fault)
    {
        var node = new JsonObject { ["message"] = fault.Message };
        foreach (var (key, value) in new[] { ("file", fault.File), ("place", fault.Place), ("hint", fault.Hint) })
            if (value.Length > 0) node[key] = value;
        return node;
    }
}
