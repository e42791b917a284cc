using System.Diagnostics;
using StableDino.Data;

namespace StableDino.Benchmarks;

/// <summary><c>data</c>: reads and checks a generated annotation file of COCO train2017's size, and says how long it took and how much memory the process had at most.</summary>
internal static class DataTimes
{
    public static int Run(int images = 118_000, int annotations = 860_000, int repeats = 3)
    {
        var folder = Directory.CreateTempSubdirectory("stable-dino-data-").FullName;
        try
        {
            var file = Path.Combine(folder, "instances_train2017.json");
            CocoScale.Write(file, images, annotations);
            Console.WriteLine($"{annotations} annotations of {images} images, {new FileInfo(file).Length / 1e6:F0} MB");
            for (var i = 0; i < repeats; i++)
            {
                var watch = Stopwatch.StartNew();
                var report = DataCheck.Run([new SplitPaths("train2017", file, folder)], CheckDepth.Annotations);
                var seconds = watch.Elapsed.TotalSeconds;
                watch.Restart();
                var statistics = DataStatistics.Of(report.Splits[0].Sound);
                using var process = Process.GetCurrentProcess();
                Console.WriteLine(FormattableString.Invariant(
                    $"read and checked in {seconds:F2} s, statistics of {statistics.Objects} objects in {watch.Elapsed.TotalSeconds:F2} s; peak {process.PeakWorkingSet64 / 1e6:F0} MB resident; {report.Faults.Count(fault => fault.Severity != DataFaultSeverity.Information)} errors and warnings"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }
}
