using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Core;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Reporting;
using StableDino.Runs;
using StableDino.Zoo;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>
/// <c>growth [--only tokens|queries|groundTruths|images] [--plot FILE]</c>: how the cost of a forward, of matching and
/// criterion, and of a training step grows with tokens, queries,
/// targets and batch. Prints a table; the plot has both axes relative to the largest amount, so that proportional
/// growth is the diagonal.
/// </summary>
internal static class Growth
{
    private const int Repeats = 3, Classes = 80;

    /// <summary>One measured amount.</summary>
    /// <param name="Amount">How many.</param>
    /// <param name="Wall">Seconds by the clock, the fastest repetition.</param>
    /// <param name="Processor">Seconds of all threads, the smallest.</param>
    private sealed record Cost(int Amount, double Wall, double Processor);

    public static int Run(string[] options)
    {
        string? Value(string name) => options.SkipWhile(o => o != name).Skip(1).FirstOrDefault();
        var wanted = Value("--only");
        Console.WriteLine(
            "| work | of | amount | seconds | processor seconds | exponent |\n|---|---|---:|---:|---:|---:|");
        (string Work, string Of, Func<string, string, ImmutableArray<Cost>> Measure)[] all =
        [
            ("evaluation forward, stable-dino-r50-4scale", "tokens",
                (w, of) => Measured(w, of, [(320, 426), (480, 640), (640, 854), (800, 1066), (1120, 1494)], Forward)),
            ("evaluation forward at 480×640, stable-dino-r50-4scale", "queries",
                (w, of) => Measured(w, of, [300, 900, 1800, 3600], OfQueries)),
            ("matching of 7 layers × 900 queries", "targets",
                (w, of) => Measured(w, of, [10, 100, 300, 1000, 2000, 5000], Matching)),
            ("criterion and its gradients, matching included", "targets",
                (w, of) => Measured(w, of, [10, 100, 300, 1000, 2000, 5000], WholeCriterion)),
            ("training step at 192×192, stable-dino-tiny", "images of a batch",
                (w, of) => Measured(w, of, [1, 2, 4, 8, 16], Step)),
        ];
        var axes = all.Where(axis => wanted is null || axis.Of.StartsWith(wanted, StringComparison.Ordinal))
            .Select(axis => ($"{axis.Work}: {axis.Of}", axis.Measure(axis.Work, axis.Of))).ToImmutableArray();
        if (Value("--plot") is { } file) File.WriteAllBytes(file, FigurePng.Of(Plot(axes)));
        return 0;
    }

    /// <summary>
    /// An axis measured and printed. The exponent is the slope of cost over amount between two rows, both logarithmic:
    /// 1 is proportional.
    /// </summary>
    private static ImmutableArray<Cost> Measured<T>(
        string work, string of, T[] settings, Func<T, (int Amount, Action Work)> prepare)
    {
        var costs = ImmutableArray.CreateBuilder<Cost>();
        foreach (var setting in settings)
        {
            Console.Error.WriteLine($"{work}: {setting}");
            using var scope = NewDisposeScope();
            random.manual_seed(60);
            var (amount, action) = prepare(setting);
            var cost = Timed(amount, action);
            var exponent = costs.Count == 0
                ? ""
                : (Math.Log(cost.Processor / costs[^1].Processor) / Math.Log((double)amount / costs[^1].Amount))
                    .ToString("F2", CultureInfo.InvariantCulture);
            costs.Add(cost);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"| {work} | {of} | {amount:N0} | {cost.Wall:F3} | {cost.Processor:F3} | {exponent} |"));
        }

        return costs.ToImmutable();
    }

    private static Cost Timed(int amount, Action work)
    {
        var times = Enumerable.Range(0, Repeats + 1).Select(_ =>
        {
            using var scope = NewDisposeScope();
            using var self = Process.GetCurrentProcess();
            var (processor, began) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
            work();
            var wall = Stopwatch.GetElapsedTime(began);
            self.Refresh();
            return (Wall: wall.TotalSeconds, Processor: (self.TotalProcessorTime - processor).TotalSeconds);
        }).Skip(1).ToArray();
        return new(amount, times.Min(t => t.Wall), times.Min(t => t.Processor));
    }

    private static (int Amount, Action Work) Forward((int Height, int Width) size) =>
        (Sizes.Pyramid(size.Height, size.Width).Sum(level => level.Height * level.Width),
            Forward(StableDinoR50Graph.Definition, size));

    private static (int Amount, Action Work) OfQueries(int queries) => (queries, Forward(
        queries switch
        {
            300 => Queries300Graph.Definition,
            900 => StableDinoR50Graph.Definition,
            1800 => Queries1800Graph.Definition,
            _ => Queries3600Graph.Definition,
        },
        (480, 640)));

    private static Action Forward(DetectorDefinition model, (int Height, int Width) size)
    {
        var detector = model.Build(Classes);
        var images = new ImageBatch(randn([1, 3, size.Height, size.Width]),
            zeros([1, size.Height, size.Width], dtype: @bool), [new(size.Height, size.Width)]);
        return () => Prediction.Forward(detector, images, CPU, Precision.Fp32);
    }

    private static (int Amount, Action Work) Matching(int groundTruths)
    {
        var (predicted, targets) = (Predicted(7), TrainingStep.Targets(1, groundTruths, Classes));
        var (matching, score) = (StableDinoZoo.StableDinoR50.Matching, StableDinoZoo.StableDinoR50.Heads.Score);
        return (groundTruths,
            () => HungarianMatcher.Match(predicted, targets, (Assignment.Hungarian)matching, score));
    }

    private static (int Amount, Action Work) WholeCriterion(int groundTruths)
    {
        var (output, targets) =
            (new DetectorOutput(Predicted(6), Predicted(1), []), TrainingStep.Targets(1, groundTruths, Classes));
        return (groundTruths, () =>
            Criterion.Evaluate(output, targets, Option<NoisedTargets>.None, StableDinoZoo.StableDinoR50)
                .IfLeft(fault => throw new InvalidOperationException(fault.ToString())).Total.backward());
    }

    private static Predictions Predicted(long layers) => new(
        (randn([layers, 1, 900, Classes]) - 4).requires_grad_(),
        rand([layers, 1, 900, 4]).clamp(0.05, 0.95).requires_grad_());

    private static (int Amount, Action Work) Step(int batch)
    {
        var step = new TrainingStep("stable-dino-tiny", batch, side: 192);
        return (batch, () => step.Run(_ => { }, bfloat16: false));
    }

    private static Figure Plot(ImmutableArray<(string Name, ImmutableArray<Cost> Costs)> axes) => new CurvePlot(
        "Cost as work grows", "share of the largest amount", "share of its processor time",
        [
            new Curve("proportional", [(0, 0), (1, 1)], axes.Length, Dashed: true),
            .. axes.Select((axis, i) => new Curve(
                axis.Name,
                [.. axis.Costs.Select(c => ((double)c.Amount / axis.Costs[^1].Amount,
                    c.Processor / axis.Costs[^1].Processor))], i, Dots: true)),
        ],
        FromZero: true).ToFigure(width: 760, height: 460);
}
