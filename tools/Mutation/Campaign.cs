using System.Globalization;

namespace StableDino.Mutation;

/// <summary>A mutation run: every small mistake in the pure folders, against the properties that reach it.</summary>
internal static class Campaign
{
    /// <summary>The folders of pure functions by name, and of the evaluator what counts.</summary>
    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Geometry"] = ["Foundation/Geometry/*.cs"],
        ["Matching"] = ["Objective/Matching/*.cs"],
        ["Losses"] = ["Objective/Losses/*.cs"],
        ["Denoising"] = ["Objective/Denoising/*.cs"],
        ["the evaluator's core"] = ["Evaluation/CategoryEvaluator.cs", "Evaluation/TargetMatcher.cs",
            "Evaluation/PrecisionRecall.cs", "Evaluation/CocoOverlap.cs",
            "Evaluation/PairwiseMean.cs", "Evaluation/StableOrder.cs", "Evaluation/CategoryGroups.cs",
            "Evaluation/AreaRange.cs"],
    };

    /// <summary>
    /// The test classes that a mutant may be caught by; of those over whole models only the recorded family's, which
    /// alone know some terms.
    /// </summary>
    internal static readonly string[] Properties =
    [
        "BoxOverlapProperties", "BoxGoldenTests", "NonMaximumSuppressionTests", "PostProcessingTests",
        "LinearAssignmentProperties", "HungarianMatcherProperties", "MatchingCostProperties", "MatchingGoldenTests",
        "AssignmentGoldenTests",
        "ClassLossProperties", "CriterionProperties", "MultiOptimizationPathProperties", "CriterionGoldenTests",
        "LossGoldenTests",
        "DenoisingProperties", "DenoisingTests", "PaperAndCodeTests", "OwnershipTests",
        "MaskLossProperties", "MaskGoldenTests",
        "CocoEvaluatorProperties", "CocoEvaluatorGoldenTests", "PlainEvaluatorProperties", "AnalysisProperties",
        "RunLengthVectors", "RunLengthProperties",
        "ErrorBreakdownProperties", "EvaluationReportTests", "CocoOverlapTests",
        "OverlapAssignmentProperties", "CrossEntropyProperties", "GroupDenoisingProperties", "FamilyParityTests",
        "MaskParityTests",
        "QueryGroupsTests", "MaskMetricProperties",
    ];

    private const double Bar = 90;

    /// <param name="scratch">Where to build.</param>
    /// <param name="folders">All if none is named.</param>
    /// <param name="page">Where to list what lives; nothing for nowhere.</param>
    /// <param name="output">What was found.</param>
    /// <returns>0 if every folder reaches its bar and every survivor has its reason.</returns>
    public static int Run(ScratchCopy scratch, IReadOnlyList<string> folders, string? page, TextWriter output)
    {
        var chosen = folders.Count == 0 ? [.. Folders.Keys] : folders;
        var folderOf = (from folder in chosen
                        from pattern in Folders[folder]
                        from path in Directory.EnumerateFiles(
                            Path.Combine(scratch.Core, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern))
                        select (Path: Path.GetRelativePath(scratch.Core, path), folder))
            .ToDictionary(pair => pair.Path, pair => pair.folder);
        var files = folderOf.Keys.Order(StringComparer.Ordinal).ToList();
        var schemata = Schemata.Of(scratch.Core, files, (_, node) => Operators.Of(node).Select(text => (text, "")),
            statements: true, References.All);
        output.WriteLine($"{schemata.Mutants.Count} mutants in {files.Count} files");
        scratch.Fill(schemata.Texts, schemata.Ids);
        scratch.Build(output);

        using var worker = new WorkerProcess(scratch.Tests, Properties);
        var tests = Cover(worker, output);
        var verdicts = new List<(Mutant Mutant, string Verdict)>();
        foreach (var mutant in schemata.Mutants)
        {
            verdicts.Add((mutant, Verdict(worker, mutant, tests)));
            if (verdicts.Count % 50 == 0)
                output.WriteLine(
                    $"{verdicts.Count}/{schemata.Mutants.Count}, "
                    + $"{verdicts.Count(pair => pair.Verdict is "survived" or "not reached")} alive");
        }

        return Report(verdicts, folderOf, page, output);
    }

    private static List<Covered> Cover(WorkerProcess worker, TextWriter output)
    {
        var answer = worker.Ask("cover", TimeSpan.FromMinutes(20))
            ?? throw new InvalidOperationException("The tests could not be run.");
        var all = answer.Where(line => line.StartsWith("test ", StringComparison.Ordinal))
            .Select(Covered.Parse).ToList();
        foreach (var test in all.Where(test => !test.Passed))
            output.WriteLine($"not used, it fails without a mutant: {test.Name}");
        output.WriteLine($"{all.Count} tests, {all.Sum(test => test.Seconds):F0} seconds");
        return [.. all.Where(test => test.Passed).OrderBy(test => test.Seconds)];
    }

    private static string Verdict(WorkerProcess worker, Mutant mutant, IReadOnlyList<Covered> tests)
    {
        var reaching = tests.Where(test => test.Mutants.Contains(mutant.Id)).ToList();
        if (reaching.Count == 0) return "not reached";
        var patience = TimeSpan.FromSeconds(30 + 8 * reaching.Sum(test => test.Seconds));
        var answer = worker.Ask($"try {mutant.Id} {string.Join(' ', reaching.Select(test => test.Name))}", patience);
        return answer is null
            ? "hung or crashed"
            : answer.Any(line => line.StartsWith("killed", StringComparison.Ordinal)) ? "killed" : "survived";
    }

    private static int Report(IReadOnlyList<(Mutant Mutant, string Verdict)> verdicts,
        IReadOnlyDictionary<string, string> folderOf, string? page, TextWriter output)
    {
        static bool Alive(string verdict) => verdict is "survived" or "not reached";
        var (survivors, alive) = (new Survivors(), verdicts.Where(pair => Alive(pair.Verdict)).ToList());
        foreach (var (mutant, verdict) in alive)
            output.WriteLine($"{verdict,-11}  {mutant}\n             {survivors.Reason(mutant) ?? "NO REASON GIVEN"}");
        var stale = survivors.Stale([.. alive.Select(pair => pair.Mutant)], [.. folderOf.Keys]).ToList();
        foreach (var one in stale) output.WriteLine($"a reason for what no longer lives: {one}");

        var (figures, low) = (new List<string[]>(), false);
        foreach (var folder in folderOf.Values.Distinct().Append("all"))
        {
            var own =
                verdicts.Where(pair => folder == "all" || folderOf[pair.Mutant.File] == folder)
                    .Select(pair => pair.Verdict).ToList();
            var share = 100.0 * own.Count(verdict => !Alive(verdict)) / Math.Max(1, own.Count);
            low |= share < Bar;
            figures.Add([
                folder, $"{own.Count}",
                $"{own.Count(verdict => !Alive(verdict))}", $"{own.Count(verdict => verdict == "survived")}",
                $"{own.Count(verdict => verdict == "not reached")}",
                string.Create(CultureInfo.InvariantCulture, $"{share:F1} %")]);
        }

        foreach (var row in figures.Prepend(["folder", "mutants", "caught", "survived", "not reached", "share"]))
            output.WriteLine($"{row[0],-20}  {row[1],7}  {row[2],6}  {row[3],8}  {row[4],11}  {row[5],7}");
        if (page is not null) File.WriteAllText(page, survivors.Page(figures, [.. alive.Select(pair => pair.Mutant)]));
        return low || stale.Count > 0 || alive.Any(pair => survivors.Reason(pair.Mutant) is null) ? 1 : 0;
    }

    private sealed record Covered(double Seconds, bool Passed, string Name, HashSet<int> Mutants)
    {
        public static Covered Parse(string line)
        {
            var words = line.Split(' ');
            return new(double.Parse(words[1], CultureInfo.InvariantCulture), words[2] == "passed", words[3],
                [.. words.Length < 5 || words[4].Length == 0
                    ? []
                    : words[4].Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture))]);
        }
    }
}
