using System.Text.Json;
using System.Text.Json.Nodes;

namespace StableDino.Properties.Cli;

[Collection(GlobalRandomness.Name)]
public class BenchVerbTests
{
    private static readonly string[] Small = ["bench", "--model", "stable-dino-tiny", "--classes", "3", "--forward",
        "64x96", "--targets", "2", "--repeats", "1", "--precision", "fp32"];

    private static CommandLine Bench(params string[] more) =>
        CommandLine.RunWith(StableDino.Core.CompiledDetectors.All, [.. Small, .. more, "--json"]);

    [Fact]
    public void Every_stage_of_forward_and_step_is_measured_in_order()
    {
        var run = Bench("--step", "64x64");
        Assert.True(run.Code == 0, run.Log);
        foreach (var rate in new[] { "matmul_gflops", "conv_gflops" })
            Assert.True(run.Json.GetProperty(rate).GetDouble() > 0);
        var results = run.Json.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(["forward-fp32", "step-fp32"], results.Select(result => result.GetProperty("name").GetString()));
        string[] pipeline = ["backbone", "neck", "flatten", "encoder", "selection", "denoising", "decoder", "heads"];
        Assert.Equal([.. pipeline, "widening", "post-processing"], Stages(results[0]));
        Assert.Equal(["preparation", .. pipeline, "widening", "matching", "criterion", "backward", "clipping",
            "optimizer"], Stages(results[1]));
        foreach (var result in results)
        {
            Assert.True(result.GetProperty("peak_bytes").GetInt64() > 1 << 20);
            Assert.True(result.GetProperty("tensors").GetInt64() > 100);
            Assert.InRange(result.GetProperty("achieved_over_peak").GetDouble(), 1e-6, 2);
        }
    }

    private static IEnumerable<string?> Stages(JsonElement result) =>
        result.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString());

    [Fact]
    public void A_run_a_thousand_times_as_fast_before_is_a_regression_and_a_slower_one_is_none()
    {
        using var folder = new TemporaryFolder();
        var file = folder["before.json"];
        var first = Bench("--step", "none");
        var before = JsonNode.Parse(first.Answer)!;
        var share = before["results"]![0]!["processor_share"]!.GetValue<double>();
        foreach (var (factor, code) in new[] { (1000, 1), (0.001, 0) })
        {
            before["results"]![0]!["processor_share"] = share * factor;
            File.WriteAllText(file, before.ToJsonString());
            var run = Bench("--step", "none", "--compare", file);
            Assert.Equal(code, run.Code);
            Assert.Equal(factor > 1, run.Json.GetProperty("compared")[0].GetProperty("slowdown").GetDouble() > 1);
            Assert.Equal(factor > 1, run.Log.Contains("slower than in", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void All_that_is_wrong_is_reported_at_once()
    {
        using var folder = new TemporaryFolder();
        var file = folder["odd.json"];
        File.WriteAllText(file, "{\"results\": 3}");
        var run = CommandLine.RunWith(StableDino.Core.CompiledDetectors.All, "bench", "--model", "nothing", "--forward",
            "8x8", "--step", "wide", "--batch", "0", "--compare", file, "--json");
        Assert.Equal(2, run.Code);
        Assert.Equal(
            ["--batch", "--model", "--compare", "--forward", "--step"],
            run.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("place").GetString()));
    }
}
