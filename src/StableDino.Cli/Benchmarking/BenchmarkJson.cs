using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;

namespace StableDino.Cli.Benchmarking;

/// <summary>A report as a JSON object, and what a later run needs of it.</summary>
public static class BenchmarkJson
{
    /// <summary>The whole report.</summary>
    public static JsonObject Write(BenchmarkReport report) => new()
    {
        ["model"] = report.Model,
        ["processor"] = report.Processor,
        ["threads"] = report.Threads,
        ["matmul_library"] = report.MatmulLibrary,
        ["matmul_gflops"] = Round(report.Rates.Matmul.PerSecond),
        ["matmul_bf16_gflops"] = Round(report.Rates.MatmulBf16.PerSecond),
        ["conv_gflops"] = Round(report.Rates.Convolution.PerSecond),
        ["conv_bf16_gflops"] = Round(report.Rates.ConvolutionBf16.PerSecond),
        ["matmul_gflops_per_processor_second"] = Round(report.Rates.Matmul.PerProcessorSecond),
        ["matmul_bf16_gflops_per_processor_second"] = Round(report.Rates.MatmulBf16.PerProcessorSecond),
        ["results"] = new JsonArray([.. report.Results.Select(Write)]),
    };

    /// <summary>
    /// Name, seconds and share of the processor's limit of each result of a document that
    /// <see cref="Write(BenchmarkReport)"/> made; or why it is none.
    /// </summary>
    public static Either<string, IReadOnlyDictionary<string, (double Seconds, double ProcessorShare)>> Read(string json)
    {
        try
        {
            return JsonNode.Parse(json)!["results"]!.AsArray().ToDictionary(
                result => result!["name"]!.GetValue<string>(),
                result => (result!["seconds"]!.GetValue<double>(), result["processor_share"]!.GetValue<double>()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException
            or NullReferenceException or ArgumentException)
        {
            return $"Not a document that `bench --json` wrote: {e.Message}";
        }
    }

    private static JsonObject Write(BenchmarkResult result) => new()
    {
        ["name"] = result.Name,
        ["seconds"] = Round(result.Seconds),
        ["fastest_seconds"] = Round(result.Fastest),
        ["processor_seconds"] = Round(result.ProcessorSeconds),
        ["images_per_second"] = Round(result.Images / result.Seconds),
        ["gflop"] = Round(result.Gflop),
        ["achieved_over_peak"] = Round(result.AchievedOverPeak),
        ["processor_share"] = Round(result.ProcessorShare),
        ["peak_bytes"] = result.PeakBytes,
        ["tensors"] = result.Tensors,
        ["stages"] = new JsonArray([.. result.Stages.Select(stage => new JsonObject
        {
            ["name"] = stage.Stage,
            ["seconds"] = Round(stage.Seconds),
            ["share"] = Round(stage.Seconds / result.Seconds),
        })]),
    };

    private static double Round(double x) => double.IsFinite(x) ? Math.Round(x, 5) : 0;
}
