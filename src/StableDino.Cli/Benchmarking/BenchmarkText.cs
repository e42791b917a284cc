using System.Globalization;
using System.Text;

namespace StableDino.Cli.Benchmarking;

/// <summary>A report for people.</summary>
public static class BenchmarkText
{
    /// <summary>The machine's rates, then every result with its stages.</summary>
    public static string Of(BenchmarkReport report)
    {
        var (text, rates) = (new StringBuilder(), report.Rates);
        text.AppendLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Model} on {report.Processor}, {report.Threads} threads; GFLOP/s: matmul "
            + $"{rates.Matmul.PerSecond:0} ({report.MatmulLibrary}), bf16 {rates.MatmulBf16.PerSecond:0}; convolution "
            + $"{rates.Convolution.PerSecond:0}, bf16 {rates.ConvolutionBf16.PerSecond:0}; a processor second of "
            + $"matmul {rates.Matmul.PerProcessorSecond:0}, bf16 {rates.MatmulBf16.PerProcessorSecond:0}"));
        foreach (var result in report.Results)
        {
            text.AppendLine().AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Name}: {result.Seconds:0.000} s (fastest {result.Fastest:0.000}, processor "
                + $"{result.ProcessorSeconds:0.00} s), {result.Images / result.Seconds:0.00} images/s, "
                + $"{result.AchievedOverPeak:P0} of the matmul rate ({result.ProcessorShare:P0} by processor time), "
                + $"peak {result.PeakBytes / 1e9:0.00} GB, {result.Tensors} tensors"));
            foreach (var (stage, seconds) in result.Stages)
                text.AppendLine(
                    string.Create(CultureInfo.InvariantCulture,
                        $"  {stage,-16} {seconds * 1000,8:0.0} ms  {seconds / result.Seconds,6:P1}"));
        }

        return text.ToString();
    }
}
