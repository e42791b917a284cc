using System.Globalization;
using System.Text;

namespace StableDino.Properties.Family;

/// <summary>
/// The runs of <see cref="GradientNoiseTests"/>, a line each, in the file that the environment variable
/// STABLEDINO_NOISE
/// names; and what they amount to, as a page beside it that ends in .md.
/// </summary>
internal static class NoiseTable
{
    public static readonly string? Target =
        Environment.GetEnvironmentVariable("STABLEDINO_NOISE") is { Length: > 0 } file ? file : null;

    private static readonly Lock Writing = new();

    /// <summary>How far the gradient of a parameter lies from that in double precision, relative to its norm.</summary>
    /// <param name="Case">Recorded case.</param>
    /// <param name="Parameter">Official name.</param>
    /// <param name="Run">Where it was computed: recorded, with moved parameters, or this process's switches.</param>
    /// <param name="Norm">Deviation of its norm.</param>
    /// <param name="Values">Largest deviation of a number.</param>
    public sealed record Row(string Case, string Parameter, string Run, double Norm, double Values)
    {
        public string Part => Parameter.StartsWith("backbone.", StringComparison.Ordinal) ? "backbone" : "rest";
    }

    public static void Note(Row row)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Case}\t{row.Parameter}\t{row.Run}\t{row.Norm:e3}\t{row.Values:e3}\n");
        lock (Writing) File.AppendAllText(Target!, line);
    }

    /// <summary>Cases and parts as rows; what was recorded, the settings, the moved parameters as columns.</summary>
    public static string Page(IEnumerable<string> lines)
    {
        var rows = lines.Select(line => line.Split('\t'))
            .Select(cells => new Row(cells[0], cells[1], cells[2], Number(cells[3]), Number(cells[4]))).ToList();
        var text = new StringBuilder(
            "| case | part | recorded: norm | values | settings: norm | values | one rounding: norm | values |\n"
            + "|---|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (var part in rows.GroupBy(row => (row.Case, row.Part)).OrderBy(part => part.Key))
        {
            string Largest(Func<Row, bool> which) =>
                part.Where(which).ToList() is { Count: > 0 } some ? Text(some) : "|";
            text.Append(CultureInfo.InvariantCulture,
                $"| {part.Key.Case} | {part.Key.Part} | {Largest(row => row.Run == "recorded")} ");
            text.Append(CultureInfo.InvariantCulture,
                $"| {Largest(IsSetting)} | {Largest(row => row.Run == "one rounding")} |\n");
        }

        text.Append("\nSettings, and the largest deviation of any case under each:\n\n");
        text.Append("| setting | norm | values |\n|---|--:|--:|\n");
        var settings = rows.Where(IsSetting).GroupBy(row => row.Run);
        foreach (var setting in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture,
                $"| {(setting.Key.Length > 0 ? setting.Key : "none")} | {Text(setting)} |\n");
        return text.ToString();
    }

    private static bool IsSetting(Row row) => row.Run is not ("recorded" or "one rounding");

    private static string Text(IEnumerable<Row> rows)
    {
        var (norm, values) = (rows.Max(row => row.Norm), rows.Max(row => row.Values));
        return string.Create(CultureInfo.InvariantCulture, $"{norm:0.0e-0} | {values:0.0e-0}");
    }

    /// <summary>Writes the page.</summary>
    public static void Write()
    {
        if (File.Exists(Target)) File.WriteAllText(Path.ChangeExtension(Target, ".md"), Page(File.ReadLines(Target)));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
