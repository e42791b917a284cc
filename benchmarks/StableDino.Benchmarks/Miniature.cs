using System.Collections.Immutable;
using System.Globalization;
using StableDino.Data;
using StableDino.Detectors;
using StableDino.Training;

namespace StableDino.Benchmarks;

/// <summary>
/// <c>miniature --data DIR --out DIR [--steps N] [--image-size N] [--seeds N]</c>: the paper's Tables 4, 5 and 6 in small. DINO with the loss
/// alone, the cost alone and everything, by paired seeds; the other detectors once. Finished runs in the folder are kept.
/// </summary>
internal static class Miniature
{
    private const int FirstSeed = 60;

    private static readonly ImmutableArray<DetectorDefinition> Ablation =
        [DinoTinyGraph.Definition, LossAloneGraph.Definition, CostAloneGraph.Definition, StableDinoTinyGraph.Definition];

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
        int Number(string name, int otherwise) => Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        if (Value("--data") is not { } path || Value("--out") is not { } output)
        {
            Console.Error.WriteLine("miniature --data DIR --out DIR [--steps N] [--image-size N] [--seeds N]");
            return 2;
        }

        CocoDataset Split(string name) => CocoDataset.Open(path, name).IfFail(faults => throw new InvalidDataException(faults.First().Message));
        var (train, validation) = (Split("train2017"), Split("val2017"));
        var recipe = TrainingRecipe.SmallFromScratch.ForImageSize(Number("--image-size", 128)) with
        {
            Length = new RunLength.Steps(Number("--steps", 800)), SnapshotEvery = 200, LogEvery = 100,
        };
        MiniatureRun Trained(DetectorDefinition model, int seed) =>
            MiniatureRun.Of(model, recipe with { Seed = seed, Schedule = recipe.Schedule with { WarmupSteps = 100 } }, train, validation, output);

        var seeds = Enumerable.Range(FirstSeed, Number("--seeds", 3)).ToArray();
        var ablation = seeds.SelectMany(seed => Ablation.Select(model => Trained(model, seed))).ToLookup(run => run.Model);
        Console.WriteLine("| detector | AP, one a seed | mean | against DINO, 95 % interval | AP50, mean | unstable per layer, % |\n|---|---|---:|---|---:|---|");
        foreach (var model in Ablation) Console.WriteLine(Row([.. ablation[model.Name]], [.. ablation[Ablation[0].Name]]));

        Console.WriteLine("\n| detector | AP | AP50 | mask AP | unstable per layer, % |\n|---|---:|---:|---:|---|");
        foreach (var (plain, stable) in Pairs)
        {
            Console.WriteLine(Row(Trained(plain, FirstSeed)));
            Console.WriteLine(Row(Trained(stable, FirstSeed)));
        }

        return 0;
    }

    private static string Row(MiniatureRun run) => FormattableString.Invariant(
        $"| {run.Model} | {run.Ap:F1} | {run.Ap50:F1} | {(run.MaskAp is { } ap ? FormattableString.Invariant($"{ap:F1}") : "")} | {Layers([run])} |");

    private static string Row(ImmutableArray<MiniatureRun> runs, ImmutableArray<MiniatureRun> against) => FormattableString.Invariant(
        $"| {runs[0].Model} | {string.Join(", ", runs.Select(r => r.Ap.ToString("F1", CultureInfo.InvariantCulture)))} | {runs.Average(r => r.Ap):F1} | {Difference(runs, against)} | {runs.Average(r => r.Ap50):F1} | {Layers(runs)} |");

    private static string Layers(ImmutableArray<MiniatureRun> runs) => string.Join(
        " / ", Enumerable.Range(0, runs[0].Unstable.Length).Select(layer => runs.Average(r => r.Unstable[layer]).ToString("F1", CultureInfo.InvariantCulture)));

    /// <summary>Mean of the paired differences and, from two seeds on, half the width of Student's 95 % interval.</summary>
    private static string Difference(ImmutableArray<MiniatureRun> runs, ImmutableArray<MiniatureRun> against)
    {
        if (runs[0].Model == against[0].Model) return "";
        var differences = runs.Zip(against, (a, b) => a.Ap - b.Ap).ToArray();
        var mean = differences.Average();
        if (differences.Length < 2) return FormattableString.Invariant($"{mean:+0.0;−0.0}");
        var deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1));
        return FormattableString.Invariant($"{mean:+0.0;−0.0} ± {Quantile(differences.Length - 1) * deviation / Math.Sqrt(differences.Length):F1}");
    }

    /// <summary>Student's 97.5 % quantile for a few degrees of freedom.</summary>
    private static double Quantile(int freedom) => freedom switch { 1 => 12.706, 2 => 4.303, 3 => 3.182, 4 => 2.776, 5 => 2.571, _ => 2.447 };
}
