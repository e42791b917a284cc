using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableDino.Foundation;

namespace StableDino.Runs;

/// <summary>
/// <c>metrics.jsonl</c>: one JSON object a line, appended; what a killed process left is cut back to the snapshot's
/// step.
/// </summary>
public static class MetricsLog
{
    /// <summary>Adds a line and hands it to the system.</summary>
    public static void Append(string path, JsonObject line)
    {
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
    }

    /// <summary>Keeps the whole lines with a step of at most <paramref name="step"/>.</summary>
    public static void Truncate(string path, long step)
    {
        if (!File.Exists(path)) return;
        var kept = File.ReadLines(path).Where(line => StepOf(line) is { } at && at <= step).ToArray();
        AtomicFile.WriteText(path, string.Concat(kept.Select(line => line + "\n")));
    }

    private static long? StepOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("step").GetInt64();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return null;                                       // the half line of a killed process
        }
    }
}
