using System.Collections.Immutable;
using StableDino.Evaluation;

namespace StableDino.Reporting;

/// <summary>The plots of one run, or of several laid over each other; those without data are left out.</summary>
public static class RunPlots
{
    private const int MostTerms = 8;

    /// <summary>Figures in reading order.</summary>
    /// <param name="runs">At least one; colours follow their order.</param>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<RunHistory> runs) =>
        [.. All(runs)
            .Where(static plot => plot.Curves.Any(static curve => curve.Points.Any(static p => double.IsFinite(p.Y))))
            .Select(static plot => plot.ToFigure()),
            .. Stability(runs)];

    private static IEnumerable<CurvePlot> All(IReadOnlyList<RunHistory> runs)
    {
        yield return new("Training loss", "step", "", Smooth(runs, static point => point.Loss));
        yield return runs.Count == 1
            ? new("Average precision", "step", "%",
                [.. new[] { "AP", "AP50", "AP75", "APs", "APm", "APl" }.Select((name, i) =>
                    Metric(runs[0], name, name, i))], FromZero: true)
            : new("AP", "step", "%", [.. runs.Select(static (run, i) => Metric(run, "AP", run.Name, i))],
                FromZero: true);
        if (runs.Count > 1)
            yield return new("AP50", "step", "%", [.. runs.Select(static (run, i) => Metric(run, "AP50", run.Name, i))],
                FromZero: true);
        if (runs.Count == 1)
            yield return new("Terms of the loss, last decoder layer", "step", "", Terms(runs[0]), Logarithmic: true);
        yield return new("Unstable matches over training", "step", "% of ground-truth objects", Unstable(runs),
            FromZero: true);
        yield return new("Learning rate", "step", "",
            [.. runs.Select(static (run, i) => Raw(run, i, static point => point.LearningRate))]);
        yield return new("Gradient norm before clipping", "step", "", Smooth(runs, static point => point.GradientNorm),
            Logarithmic: true);
        yield return new("Images per second", "step", "", Smooth(runs, static point => point.ImagesPerSecond),
            FromZero: true);
    }

    /// <summary>The last tenth of each run's training lines, averaged, layer by layer.</summary>
    private static IEnumerable<Figure> Stability(IReadOnlyList<RunHistory> runs)
    {
        var models = runs.Select(static run => (run.Name, Percent: LateInstability(run)))
            .Where(static model => !model.Percent.IsEmpty).ToArray();
        if (models.Length > 0)
            yield return UnstableReport.ToPlot(models, "Unstable matches per decoder layer, end of training")
                .ToFigure();
    }

    private static ImmutableArray<double> LateInstability(RunHistory run)
    {
        var lines = run.Train.Where(static point => !point.Unstable.IsEmpty).ToArray();
        if (lines.Length == 0) return [];
        var late = lines[^Math.Max(1, lines.Length / 10)..];
        return [.. Enumerable.Range(0, late.Max(static point => point.Unstable.Length)).Select(layer => late
            .Where(point => point.Unstable.Length > layer && double.IsFinite(point.Unstable[layer]))
            .Select(point => point.Unstable[layer]).DefaultIfEmpty(double.NaN).Average())];
    }

    private static ImmutableArray<Curve> Unstable(IReadOnlyList<RunHistory> runs) => runs.Count == 1
        ? [.. Enumerable.Range(0, runs[0].Train.Select(static point => point.Unstable.Length).DefaultIfEmpty(0).Max())
            .Select(layer =>
                Smoothed(
                    Raw(runs[0], layer,
                        point => layer < point.Unstable.Length ? point.Unstable[layer] : double.NaN) with { Name =
                            $"layer {layer + 1}" }))]
        : [.. runs.Select(static (run, i) =>
            Smoothed(Raw(run, i, static point => point.Unstable.IsEmpty ? double.NaN : point.Unstable.Average())))];

    private static ImmutableArray<Curve> Terms(RunHistory run)
    {
        var names = run.Train.SelectMany(static point => point.Terms)
            .Where(static term => !char.IsDigit(term.Name[^1]) && double.IsFinite(term.Value))
            .GroupBy(static term => term.Name).OrderByDescending(static term => term.Average(static t => t.Value))
            .Take(MostTerms).Select(static term => term.Key);
        return [.. names.Select((name, i) =>
            Smoothed(
                Raw(run, i,
                    point => point.Terms.Where(term => term.Name == name).Select(static term => term.Value)
                        .DefaultIfEmpty(double.NaN).First()) with { Name = name }))];
    }

    private static Curve Metric(RunHistory run, string metric, string name, int color)
    {
        var place = DetectionMetrics.Names.ToList().IndexOf(metric);
        return new(name,
            [.. run.Evaluations.Select(point => (point.Step,
                point.Metrics.Values[place] is >= 0 and var value ? 100 * value : double.NaN))], color, Dots: true);
    }

    private static ImmutableArray<Curve> Smooth(IReadOnlyList<RunHistory> runs, Func<TrainPoint, double> value) =>
        [.. runs.SelectMany((run, i) => Raw(run, i, value) is var raw && raw.Points.Length > 20
            ? new[] { raw with { Name = "", Faint = true }, Smoothed(raw) } : [raw])];

    private static Curve Smoothed(Curve raw) => raw.Smoothed(raw.Points.Length / 50.0);

    private static Curve Raw(RunHistory run, int color, Func<TrainPoint, double> value) =>
        new(run.Name, [.. run.Train.Select(point => (point.Step, value(point)))], color);
}
