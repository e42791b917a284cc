using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using StableDino.Evaluation;
using StableDino.Properties.Evaluation;

namespace StableDino.Benchmarks;

/// <summary>
/// <c>evaluation [--images 5000] [--masks] [--file]</c>: how long COCO's metrics of generated detections take, and how
/// much memory.
/// </summary>
internal static class EvaluationTimes
{
    private const double MiB = 1024 * 1024;

    public static int Run(string[] options)
    {
        var at = Array.IndexOf(options, "--images");
        var images = at >= 0 && at + 1 < options.Length
            ? int.Parse(options[at + 1], System.Globalization.CultureInfo.InvariantCulture)
            : 5000;
        var masks = options.Contains("--masks");
        var (target, detections) = masks ? MaskScenes.Make(images) : SpeedScenes.Make(images);
        var parameters = masks ? EvaluationParameters.Masks : EvaluationParameters.Boxes;
        Say($"{images} images, {target.Annotations.Length} targets, {detections.Length} detections, "
            + $"{Environment.ProcessorCount} processors");
        Say($"records in memory: {Collected() / MiB:F0} MiB");
        if (options.Contains("--file")) detections = ThroughFile(detections);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var (allocated, busy, watch) = (GC.GetTotalAllocatedBytes(), Busy, Stopwatch.StartNew());
            var result = CocoEvaluator.Evaluate(target, detections, parameters);
            Say($"evaluate + accumulate: {watch.Elapsed.TotalSeconds:F2} s, {(Busy - busy).TotalSeconds:F2} s of "
                + $"processor, {(GC.GetTotalAllocatedBytes() - allocated) / MiB:F0} MiB allocated, AP "
                + $"{result.Metrics.AP:F6}");
        }
        Say($"peak of the process: {Process.GetCurrentProcess().PeakWorkingSet64 / MiB:F0} MiB");
        var (started, analysis) = (Busy, Stopwatch.StartNew());
        EvaluationAnalysis.Of(target, new(detections, DetectionArea.Box), parameters, new());
        Say($"with curves, confusion, errors and gains: {analysis.Elapsed.TotalSeconds:F2} s, "
            + $"{(Busy - started).TotalSeconds:F2} s of processor");
        return 0;
    }

    private static ImmutableArray<Detection> ThroughFile(ImmutableArray<Detection> detections)
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var stream = File.Create(path)) DetectionsJson.Write(stream, detections, static _ => (0, 0));
            var (started, watch) = (Busy, Stopwatch.StartNew());
            var read = DetectionsJson.Read(path)
                .Match(file => file.Items, faults => throw new InvalidDataException(faults.ToString()));
            Say($"reading a results file of {new FileInfo(path).Length / MiB:F0} MiB: {watch.Elapsed.TotalSeconds:F2} "
                + $"s, {(Busy - started).TotalSeconds:F2} s of processor");
            return read;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TimeSpan Busy => Process.GetCurrentProcess().TotalProcessorTime;

    private static long Collected() => GC.GetTotalMemory(forceFullCollection: true);

    private static void Say(string line) => Console.WriteLine(line);
}
