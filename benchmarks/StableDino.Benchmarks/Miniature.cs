using System.Collections.Immutable;
using System.Globalization;
using StableDino.Data;
using StableDino.Pipeline;
using StableDino.Runs;
using StableDino.Zoo;

namespace StableDino.Benchmarks;

/// <summary>
/// <c>miniature --data DIR --out DIR [--steps N] [--image-size N] [--seeds N]</c>: the paper's Tables 4, 5 and 6 in
/// small. DINO with the loss
/// alone, the cost alone and everything, by paired seeds; the other detectors once. Finished runs in the folder are
/// kept, and several processes
/// given the same folder share the runs between them.
/// </summary>
internal static class Miniature
{
    private const int FirstSeed = 60;

    private static readonly ImmutableArray<DetectorDefinition> Ablation =
        [DinoTinyGraph.Definition, LossAloneGraph.Definition, CostAloneGraph.Definition,
            StableDinoTinyGraph.Definition];

    private static readonly ImmutableArray<(DetectorDefinition Base, DetectorDefinition Stable)> Pairs =
    [
        (DeformableDetrTinyTwoStageGraph.Definition, StableDeformableDetrTinyGraph.Definition),
        (DabDeformableDetrTinyTwoStageGraph.Definition, StableDabDeformableDetrTinyGraph.Definition),
        (HDeformableDetrTinyGraph.Definition, StableHDeformableDetrTinyGraph.Definition),
        (MaskDinoTinyGraph.Definition, StableMasksGraph.Definition),
    ];

    public static int Run(string[] options)
    {
        string? Value(string name) => options.SkipWhile(o => o != name).Skip(1).FirstOrDefault();
        int Number(string name, int otherwise) =>
            Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        if (Value("--data") is not { } path || Value("--out") is not { } output)
        {
            Console.Error.WriteLine("miniature --data DIR --out DIR [--steps N] [--image-size N] [--seeds N]");
            return 2;
        }

        CocoDataset Split(string name) =>
            CocoDataset.Open(path, name).IfFail(faults => throw new InvalidDataException(faults.First().Message));
        var (train, validation) = (Split("train2017"), Split("val2017"));
        var recipe = TrainingRecipe.SmallFromScratch.ForImageSize(Number("--image-size", 128)) with
        {
            Length = new RunLength.Steps(Number("--steps", 800)), SnapshotEvery = 200, LogEvery = 100,
        };
        var seeds = Enumerable.Range(FirstSeed, Number("--seeds", 3)).ToArray();
        var runs = Shared(
            [.. seeds.SelectMany(seed => Ablation.Select(model => (model, seed))),
                .. Pairs.SelectMany(pair => new[] { (pair.Base, FirstSeed), (pair.Stable, FirstSeed) })],
            output,
            (model, seed) =>
                MiniatureRun.Of(model,
                    recipe with { Seed = seed, Schedule = recipe.Schedule with { WarmupSteps = 100 } }, train,
                    validation, output));

        ImmutableArray<MiniatureRun> Of(DetectorDefinition model) => [.. runs.Where(run => run.Model == model.Name)];
        Console.WriteLine(
            "| detector | AP, one a seed | mean | against DINO, 95 % interval | AP50, mean | unstable per layer, % "
            + "|\n|---|---|---:|---|---:|---|");
        foreach (var model in Ablation) Console.WriteLine(Row(Of(model), Of(Ablation[0])));

        Console.WriteLine("\n| detector | AP | AP50 | mask AP | unstable per layer, % |\n|---|---:|---:|---:|---|");
        foreach (var model in Pairs.SelectMany(pair => new[] { pair.Base, pair.Stable }))
            Console.WriteLine(Row(Of(model).Single()));
        return 0;
    }

    /// <summary>
    /// Every run, in the order asked for; one that another process works on is waited for, and taken over should that
    /// process end.
    /// </summary>
    private static ImmutableArray<MiniatureRun> Shared(
        ImmutableArray<(DetectorDefinition Model, int Seed)> asked, string output,
        Func<DetectorDefinition, int, MiniatureRun> trained)
    {
        Directory.CreateDirectory(output);
        var done = new MiniatureRun?[asked.Length];
        while (true)
        {
            for (var i = 0; i < asked.Length; i++)
            {
                if (done[i] is not null) continue;
                using var claim = Claim(Path.Combine(output, $"{asked[i].Model.Name}-{asked[i].Seed}.claim"));
                if (claim is not null) done[i] = trained(asked[i].Model, asked[i].Seed);
            }

            if (done.All(run => run is not null)) return [.. done.Select(run => run!)];
            Thread.Sleep(TimeSpan.FromSeconds(5));
        }
    }

    private static FileStream? Claim(string path)
    {
        try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) { return null; }
    }

    private static string Row(MiniatureRun run) => string.Create(CultureInfo.InvariantCulture,
        $"| {run.Model} | {run.Ap:F1} | {run.Ap50:F1} | "
        + $"{run.MaskAp?.ToString("F1", CultureInfo.InvariantCulture)} | {Layers([run])} |");

    private static string Row(ImmutableArray<MiniatureRun> runs, ImmutableArray<MiniatureRun> against) =>
        string.Create(CultureInfo.InvariantCulture,
            $"| {runs[0].Model} | "
            + $"{string.Join(", ", runs.Select(r => r.Ap.ToString("F1", CultureInfo.InvariantCulture)))} | "
            + $"{runs.Average(r => r.Ap):F1} | {Difference(runs, against)} | {runs.Average(r => r.Ap50):F1} | "
            + $"{Layers(runs)} |");

    private static string Layers(ImmutableArray<MiniatureRun> runs) => string.Join(
        " / ", Enumerable.Range(0, runs[0].Unstable.Length)
            .Select(layer => runs.Average(r => r.Unstable[layer]).ToString("F1", CultureInfo.InvariantCulture)));

    /// <summary>
    /// Mean of the paired differences and, from two seeds on, half the width of Student's 95 % interval.
    /// </summary>
    private static string Difference(ImmutableArray<MiniatureRun> runs, ImmutableArray<MiniatureRun> against)
    {
        if (runs[0].Model == against[0].Model) return "";
        var differences = runs.Zip(against, (a, b) => a.Ap - b.Ap).ToArray();
        var mean = differences.Average();
        if (differences.Length < 2) return string.Create(CultureInfo.InvariantCulture, $"{mean:+0.0;−0.0}");
        var deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1));
        return string.Create(CultureInfo.InvariantCulture,
            $"{mean:+0.0;−0.0} ± {Quantile(differences.Length - 1) * deviation / Math.Sqrt(differences.Length):F1}");
    }

    /// <summary>Student's 97.5 % quantile for a few degrees of freedom.</summary>
    private static double Quantile(int freedom) =>
        freedom switch { 1 => 12.706, 2 => 4.303, 3 => 3.182, 4 => 2.776, 5 => 2.571, _ => 2.447 };
}
