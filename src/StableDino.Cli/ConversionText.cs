using System.Collections.Immutable;
using System.Text.Json.Nodes;
using StableDino.Checkpoints;
using StableDino.Cli.Verbs;

namespace StableDino.Cli;

/// <summary>A conversion's report as a document and as text.</summary>
internal static class ConversionText
{
    public static JsonObject Document(ConversionReport report, string output) => new()
    {
        ["out"] = output,
        ["format"] = CheckpointVerb.FormatName(report.Format),
        ["layout"] = report.Layout,
        ["loaded"] = Pairs(report.Loaded, "from"),
        ["missing"] = Pairs(report.Missing, "reason"),
        ["unexpected"] = Pairs(report.Unexpected, "reason"),
        ["reshaped"] = Pairs(report.Reshaped, "reason"),
        ["accepted"] = new JsonArray(
            [.. report.Accepted.Select(d => new JsonObject { ["key"] = d.Key, ["difference"] = d.Text })]),
        ["notes"] = new JsonArray([.. report.Notes.Select(note => JsonValue.Create(note))]),
    };

    public static string Lines(ConversionReport report, string output) => string.Join('\n', (string[])
    [
        $"{output}: {report.Loaded.Length} tensors of {report.Layout} ({CheckpointVerb.FormatName(report.Format)})",
        .. report.Accepted.Select(d => $"accepted: {d.Text}"),
        .. report.Notes,
        .. Group("missing", report.Missing),
        .. Group("unexpected", report.Unexpected),
        .. Group("reshaped", report.Reshaped),
    ]);

    private static JsonArray Pairs(ImmutableArray<(string Name, string Other)> pairs, string key) =>
        new([.. pairs.Select(pair => new JsonObject { ["name"] = pair.Name, [key] = pair.Other })]);

    // one line a reason, with the first names
    private static IEnumerable<string> Group(string what, ImmutableArray<(string Name, string Reason)> pairs) => pairs
        .GroupBy(pair => pair.Reason, pair => pair.Name)
        .Select(group =>
            $"{what}: {group.Count()}, {group.Key} "
                + $"({string.Join(", ", group.Take(3))}{(group.Count() > 3 ? ", …" : "")})");
}
