using System.Text.Json;

namespace StableDino.Mutation;

/// <summary>The mutants that nothing catches, each with the reason why nothing can or need.</summary>
internal sealed class Survivors
{
    private readonly Known[] known =
        JsonSerializer.Deserialize<Known[]>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "survivors.json")), JsonSerializerOptions.Web)!;

    /// <summary>Why a mutant lives; nothing if nobody has said.</summary>
    public string? Reason(Mutant mutant) => known.FirstOrDefault(one => one.Is(mutant))?.Reason;

    /// <summary>Reasons given for what is caught by now, or is no longer there.</summary>
    public IEnumerable<string> Stale(IReadOnlyList<Mutant> alive, IReadOnlyList<string> files) =>
        known.Where(one => !one.Sometimes && files.Contains(one.File) && !alive.Any(one.Is))
            .Select(one => $"{one.File}  {one.Instead}  →  {one.Write}");

    /// <summary>The page that lists them.</summary>
    /// <param name="figures">Rows of the folders: name, mutants, caught, survived, not reached, share.</param>
    /// <param name="alive">In the order of the files.</param>
    public string Page(IEnumerable<string[]> figures, IReadOnlyList<Mutant> alive)
    {
        static string Row(params IEnumerable<string> cells) =>
            $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
        var rows = alive.GroupBy(mutant => (mutant.File, mutant.Original, mutant.Replacement))
            .Select(same =>
                Row([$"`{same.Key.File}`",
                    $"`{Mutant.Short(same.Key.Original)}`" + (same.Count() > 1 ? $" (×{same.Count()})" : ""),
                    $"`{Mutant.Short(same.Key.Replacement)}`", Reason(same.First()) ?? "**no reason given**"]));
        return $"""
            # Surviving mutants

            A mutant is one small mistake: an expression replaced, a statement forgotten, in `Geometry`, `Matching`,
            `Losses`, `Denoising` or the evaluator's core ([how](properties.md#mutation-testing)). This page is written
            by

                dotnet run -c Release --project tools/Mutation -- campaign docs/mutation-survivors.md

            which fails if a folder is caught below 90 %, if a mutant survives without a reason in
            `tools/Mutation/survivors.json`, or if a reason there has become stale.

            | folder | mutants | caught | survived | not reached | share |
            |---|--:|--:|--:|--:|--:|
            {string.Concat(figures.Select(row => Row(row)))}
            | in | as it is | mutant | why nothing catches it |
            |---|---|---|---|
            {string.Concat(rows)}
            """.ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    /// <param name="File">Relative to src/StableDino.Core.</param>
    /// <param name="Instead">The expression as it is.</param>
    /// <param name="Write">The mutant.</param>
    /// <param name="Reason">Why it lives.</param>
    /// <param name="Sometimes">Whether some runs catch it, by the cases they happen to draw.</param>
    private sealed record Known(string File, string Instead, string Write, string Reason, bool Sometimes = false)
    {
        public bool Is(Mutant mutant) =>
            mutant.File == File && Mutant.Flat(mutant.Original) == Mutant.Flat(Instead)
            && Mutant.Flat(mutant.Replacement) == Mutant.Flat(Write);
    }
}
