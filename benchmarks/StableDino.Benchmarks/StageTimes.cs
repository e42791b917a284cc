using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>Where a training step's time goes: medians over repeated steps on one batch.</summary>
public static class StageTimes
{
    public static int Run(string[] options)
    {
        string Value(string name, string otherwise) =>
            options.SkipWhile(o => o != name).Skip(1).FirstOrDefault(otherwise);
        int Number(string name, int otherwise) =>
            int.Parse(Value(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var (batch, side, steps) = (Number("--batch", 8), Number("--image-size", 192), Number("--steps", 12));
        if (options.Contains("--threads")) set_num_threads(Number("--threads", 1));
        using var step = new TrainingStep(Value("--model", "stable-dino-tiny"), batch, side);
        var spans = new Dictionary<string, List<(double Wall, double Processor)>>();
        var loss = 0.0;
        for (var i = 0; i < steps + 3; i++)
        {
            var (clock, processor) = (Stopwatch.GetTimestamp(), Processor());
            var (start, begun) = (clock, processor);
            void Mark(string name)
            {
                var (now, used) = (Stopwatch.GetTimestamp(), Processor());
                if (i >= 3) Note(name, clock, now, used - processor);
                (clock, processor) = (now, used);
            }
            loss = step.Run(Mark, options.Contains("--bf16"));
            if (i >= 3) Note("step", start, Stopwatch.GetTimestamp(), Processor() - begun);
        }
        foreach (var (name, times) in spans)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-10} {Median(times.Select(t => t.Wall)),8:0.0} ms wall "
                + $"{Median(times.Select(t => t.Processor)),8:0.0} ms processor"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{batch / Median(spans["step"].Select(t => t.Wall)) * 1000:0.0} images/s, {get_num_threads()} threads, "
            + $"loss {loss:0.0000}, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
        return 0;

        void Note(string name, long from, long to, double processor)
        {
            if (!spans.TryGetValue(name, out var list)) spans[name] = list = [];
            list.Add((Stopwatch.GetElapsedTime(from, to).TotalMilliseconds, processor));
        }
    }

    private static double Processor() => Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds;

    private static double Median(IEnumerable<double> values) =>
        values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
