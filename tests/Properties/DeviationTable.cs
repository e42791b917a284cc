using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace StableDino.Properties;

/// <summary>
/// What the parity tests measured. Where the environment variable STABLEDINO_PARITY names a file (a relative name lies
/// under the
/// repository), the table is written there each time a recorded file is closed; so it is complete when the run is.
/// </summary>
internal static class DeviationTable
{
    private static readonly ConcurrentDictionary<(string File, string Case, Noise Noise), Row> Rows = new();
    private static readonly string? Target =
        Environment.GetEnvironmentVariable("STABLEDINO_PARITY") is { Length: > 0 } name
            ? Path.Combine(GoldenFolders.RepositoryRoot, name) : null;

    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> Unread = new();
    private static readonly Lock Writing = new();

    private sealed record Row(double Deviation, string What, long Numbers);

    /// <summary>Remembers a comparison; the largest deviation of its case and kind stays.</summary>
    public static void Note(string file, string id, Noise noise, double deviation, string what, long numbers) =>
        Rows.AddOrUpdate(
            (file, id, noise), new Row(deviation, what, numbers),
            (_, known) => deviation > known.Deviation
                ? new Row(deviation, what, known.Numbers + numbers)
                : known with { Numbers = known.Numbers + numbers });

    /// <summary>Remembers what a file holds, so that the table can say what no test read.</summary>
    public static void Opened(GoldenFile file)
    {
        if (Target is not null && GoldenKinds.Of(file.Json) is not GoldenKind.Other)
            Unread.GetOrAdd(file.Title,
                _ =>
                    new(file.Names.Where(name => !name.StartsWith("weights/", StringComparison.Ordinal))
                        .Select(name => KeyValuePair.Create(name, true))));
    }

    public static void Read(string file, string name)
    {
        if (Unread.TryGetValue(file, out var names)) names.TryRemove(name, out _);
    }

    public static void Write()
    {
        if (Target is null) return;
        lock (Writing) File.WriteAllText(Target, Text());
    }

    private static string Text()
    {
        var text = new StringBuilder("""
            # Parity with the official implementation

            The largest deviation of every recorded case of the official Stable-DINO code, and of detrex's and Mask2Former's for the family's other detectors
            (PyTorch, CPU, single precision but for FocalNet and Mask2Former, with their weights and their random draws), from this implementation. This page is written by

                STABLEDINO_PARITY=docs/parity.md dotnet test -c Release tests/Properties --filter Category=Parity

            *Noise* is how far two honest runs lie apart: for whole models it was measured on the official code itself, between thread counts
            and convolution kernels; for a single module it is four roundings of single precision, for a single formula one. The tests fail
            above ten times the noise (*ratio* 10), or at any difference where equality is asked for (assignments, masks, classes).
            How the noise of the family's gradients was measured, under each instruction set and in double precision: [gradient-noise.md](gradient-noise.md).


            """.ReplaceLineEndings("\n"));
        text.Append("| noise of | floor | unit |\n|---|---|---|\n");
        foreach (var noise in Rows.Keys.Select(key => key.Noise).Distinct().OrderByDescending(noise => noise.Floor))
        {
            var floor = noise.Floor == 0 ? "0" : noise.Floor.ToString("0.#e-0", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"| {noise.Kind} | {floor} | {noise.Unit} |\n");
        }

        foreach (var file in Rows.GroupBy(row => row.Key.File).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {file.Key}\n\n| case | noise of | numbers | largest deviation | ratio | at "
                + $"|\n|---|---|--:|--:|--:|---|\n");
            foreach (var ((_, id, noise), row) in file.OrderBy(row => row.Key.Case, StringComparer.Ordinal)
                .ThenBy(row => row.Key.Noise.Kind, StringComparer.Ordinal))
            {
                string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
                var deviation = row.Deviation == 0 ? "0" : Text(row.Deviation, "0.0e-0");
                var ratio = noise.Floor == 0 ? "" : Text(row.Deviation / noise.Floor, "0.0");
                text.Append(CultureInfo.InvariantCulture,
                    $"| {id} | {noise.Kind} | {row.Numbers} | {deviation} | {ratio} "
                    + $"| {(row.Deviation == 0 ? "" : row.What)} |\n");
            }
        }

        text.Append(
            "\n## Recorded and not compared\n\nIntermediate results of the formulas above, kept for whoever has to "
            + "look for a fault.\n\n");
        foreach (var (file, names) in Unread.Where(pair => !pair.Value.IsEmpty
            && Rows.Keys.Any(key => key.File == pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture,
                $"- {file}: {string.Join(", ", names.Keys.Order(StringComparer.Ordinal))}\n");
        return text.ToString();
    }
}
