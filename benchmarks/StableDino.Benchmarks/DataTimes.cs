using System.Diagnostics;
using System.Globalization;
using StableDino.Data;

namespace StableDino.Benchmarks;

/// <summary>
/// <c>data</c>: reads and checks a generated annotation file of COCO train2017's size, once, as a run does, and says
/// how long it took and how much memory the process had at most.
/// </summary>
internal static class DataTimes
{
    public static int Run(int images = 118_000, int annotations = 860_000)
    {
        var folder = Directory.CreateTempSubdirectory("stable-dino-data-").FullName;
        try
        {
            var file = Path.Combine(folder, "instances_train2017.json");
            CocoScale.Write(file, images, annotations);
            Console.WriteLine($"{annotations} annotations of {images} images, {new FileInfo(file).Length / 1e6:F0} MB");
            using var process = Process.GetCurrentProcess();
            var (watch, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            var report = DataCheck.Run([new SplitPaths("train2017", file, folder)], CheckDepth.Annotations);
            process.Refresh();
            var (seconds, busy) = (watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds);
            watch.Restart();
            var statistics = DataStatistics.Of(report.Splits[0].Sound);
            process.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"read and checked in {seconds:F2} s ({busy:F2} s of processor time), statistics of "
                + $"{statistics.Objects} objects in {watch.Elapsed.TotalSeconds:F2} s; peak "
                + $"{process.PeakWorkingSet64 / 1e6:F0} MB resident; "
                + $"{report.Faults.Count(fault => fault.Severity != DataFaultSeverity.Information)} errors and "
                + $"warnings"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }
}
