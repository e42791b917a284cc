using System.Text.Json;

namespace StableDino.Mutation;

/// <summary>Replays the planted defects: each must be caught by the property that its row names.</summary>
internal static class Defects
{
    /// <param name="scratch">Where to build.</param>
    /// <param name="page">Where to write the list as a page; nothing for none.</param>
    /// <param name="output">What was found.</param>
    /// <returns>0 if all were caught.</returns>
    public static int Replay(ScratchCopy scratch, string? page, TextWriter output)
    {
        var defects = JsonSerializer.Deserialize<Defect[]>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "defects.json")), JsonSerializerOptions.Web)!;
        var files = defects.Select(defect => defect.File).Distinct().Order(StringComparer.Ordinal).ToList();
        var placed = new HashSet<string>();
        var schemata = Schemata.Of(scratch.Core, files, (file, node) =>
        {
            var text = Mutant.Flat(node.ToString());
            return defects.Where(defect => defect.File == file && Mutant.Flat(defect.Instead) == text).Select(defect =>
            {
                placed.Add(defect.Name);
                return (defect.Write, $"{defect.Name}|{defect.Property}");
            });
        }, statements: false, References.All);
        scratch.Fill(schemata.Texts, schemata.Ids);
        scratch.Build(output);

        var classes = defects.Select(defect => defect.Property.Split('.')[0]).Distinct().ToList();
        var (missed, skipped) = (0, 0);
        using var worker = new WorkerProcess(scratch.Tests, classes);
        var sound = defects.Select(defect => defect.Property).Distinct()
            .ToDictionary(test => test, test => Verdict(worker.Ask($"try 0 {test}", TimeSpan.FromMinutes(3))));
        foreach (var defect in defects)
        {
            var mutants = schemata.Mutants
                .Where(mutant => mutant.Property == $"{defect.Name}|{defect.Property}").ToList();
            // A property that fails without the mistake catches nothing. Where the expression stands twice, it may look
            // at either place.
            var verdict = mutants.Count == 0
                ? placed.Contains(defect.Name) ? "does not compile" : "does not apply: its place has changed"
                : sound.TryGetValue(defect.Property, out var before)
                    && before.StartsWith("caught", StringComparison.Ordinal)
                ? "its property fails without it, too"
                : mutants.Select(mutant =>
                    Verdict(worker.Ask($"try {mutant.Id} {defect.Property}", TimeSpan.FromMinutes(3))))
                    .OrderByDescending(one => one.StartsWith("caught", StringComparison.Ordinal)).First();
            var caught = verdict.StartsWith("caught", StringComparison.Ordinal);
            if (verdict == Skipped) skipped++;
            else if (!caught) missed++;
            output.WriteLine(
                $"{(caught ? "ok     " : verdict == Skipped ? "skipped" : "MISSED ")}  {defect.Name,-42}  {verdict}");
        }

        if (page is not null) File.WriteAllText(page, Page(defects));
        output.WriteLine(
            $"{defects.Length - missed - skipped} of {defects.Length} planted defects are caught by their "
            + $"property{(skipped > 0 ? $", {skipped} were skipped" : "")}");
        return missed == 0 ? 0 : 1;
    }

    private static string Page(Defect[] defects)
    {
        static string Rows(IEnumerable<Defect> some) => string.Concat(some.Select(defect =>
            $"| {defect.Name} | `{defect.File}` | `{Cell(defect.Instead)}` | `{Cell(defect.Write)}` "
                + $"| `{defect.Property}` |\n"));
        static string Cell(string code) => code.Replace("|", "\\|", StringComparison.Ordinal);
        const string head =
            "| mistake | in | as it is | as it was mistaken | property that catches it |\n|---|---|---|---|---|\n";
        return $"""
            # Planted defects

            Realistic mistakes, each with the property that must catch it: mutation testing by hand. They are data
            (`tools/Mutation/defects.json`), and

                dotnet run -c Release --project tools/Mutation -- defects docs/planted-defects.md

            builds all of them into one scratch copy of the library behind a switch, turns them on one by one, runs the
            property that the row names, expects it to fail, and writes this page. A row whose place in the sources has
            changed fails the command, too. The properties of the recorded family are skipped where its cases are not at
            hand (`STABLEDINO_GOLDEN` names their folder).

            ## What the official code does

            {head}{Rows(defects.Where(defect => defect.Official))}
            ## What anyone might get wrong

            {head}{Rows(defects.Where(defect => !defect.Official))}
            """.ReplaceLineEndings("\n");
    }

    private static string Verdict(IReadOnlyList<string>? answer) => answer switch
    {
        null => "caught: the property did not end",
        [var line, ..] when line.StartsWith("skipped", StringComparison.Ordinal) => Skipped,
        [var line, ..] when line.StartsWith("killed", StringComparison.Ordinal) =>
            $"caught by {line.Split(' ', 4)[2]}: {Short(line.Split(' ', 4)[3])}",
        _ => "not caught",
    };

    private const string Skipped = "the recorded cases that its property needs are not here";

    private static string Short(string text) => text.Length <= 110 ? text : text[..107] + "…";

    /// <summary>A realistic mistake.</summary>
    /// <param name="Name">What was got wrong.</param>
    /// <param name="File">Relative to src/StableDino.Core.</param>
    /// <param name="Instead">The expression as it is.</param>
    /// <param name="Write">The expression as it was mistaken.</param>
    /// <param name="Property">Class.Method of the property that catches it.</param>
    /// <param name="Official">Whether the official code does it.</param>
    private sealed record Defect(
        string Name, string File, string Instead, string Write, string Property, bool Official);
}
