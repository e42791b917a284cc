using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using StableDino.Cli;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Runs;

namespace StableDino.Properties.Cli;

[Collection(GlobalRandomness.Name)]
public class TrainVerbTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Train_answers_with_metrics_and_leaves_a_whole_run_folder()
    {
        Assert.True(trained.Run.Code == 0, trained.Run.Log);
        var json = trained.Run.Json;
        Assert.Equal(DetectionMetrics.Names,
            json.GetProperty("metrics").EnumerateObject().Select(member => member.Name));
        Assert.True(json.GetProperty("per_class").GetArrayLength() >= 8);
        Assert.Equal(6, json.GetProperty("steps").GetInt32());
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
        Assert.True(json.GetProperty("images_per_second").GetDouble() > 0);
        Assert.Equal(trained.Folder.Path, json.GetProperty("run").GetString());

        var folder = trained.Folder;
        foreach (var file in new[] { folder.Description, folder.Recipe, folder.Metrics, folder.Last, folder.Best,
            folder.Evaluation, folder.Detections })
            Assert.True(File.Exists(file), file);
        Assert.NotEmpty(Directory.GetFiles(folder.Events));
        Assert.Equal([folder.Snapshot(6), folder.Snapshot(4)], folder.NewestSnapshots());
        Assert.True(File.Exists(Path.Combine(folder.Pictures, "detections.png")));
        Assert.True(File.Exists(Path.Combine(folder.Pictures, "curves.png")));
        Assert.Empty(Directory.GetFiles(folder.Path, "*" + AtomicFile.PartialEnding, SearchOption.AllDirectories));
    }

    [Fact]
    public void The_log_has_train_and_eval_lines_with_their_keys()
    {
        var lines = File.ReadLines(trained.Folder.Metrics)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var train = lines.Where(line => line.GetProperty("kind").GetString() == "train").ToArray();
        Assert.Equal([1, 2, 4, 6], train.Select(line => line.GetProperty("step").GetInt32()));
        foreach (var key in new[] { "epoch", "loss", "lr", "seconds", "data_seconds", "images_per_second", "grad_norm",
            "terms", "unstable" })
            Assert.True(train[0].TryGetProperty(key, out _), key);
        Assert.Equal(
            train[0].GetProperty("loss").GetDouble(),
            train[0].GetProperty("terms").EnumerateObject().Sum(term => term.Value.GetDouble()), 1e-3);
        var evaluations = lines.Where(line => line.GetProperty("kind").GetString() == "eval").ToArray();
        Assert.Equal([3, 6], evaluations.Select(line => line.GetProperty("step").GetInt32()));
        Assert.Equal(trained.Run.Json.GetProperty("metrics").GetRawText(),
            JsonSerializer.Serialize(evaluations[1].GetProperty("metrics"),
                new JsonSerializerOptions { WriteIndented = true }).Replace("\n", "\n  ", StringComparison.Ordinal));
    }

    /// <summary>The toy has none of the pipeline's stages; its forward pass goes to the criterion.</summary>
    [Fact]
    public void A_profiled_run_lists_its_stages_and_every_run_its_wait_for_data()
    {
        Assert.InRange(trained.Run.Json.GetProperty("data_wait_share").GetDouble(), 0, 1);
        Assert.False(trained.Run.Json.TryGetProperty("stages", out _));
        var run = CommandLine.Run([.. trained.Train(trained["profiled"], "--profile"), "--json"]);
        Assert.True(run.Code == 0, run.Log);
        string[] stages = ["preparation", "criterion", "backward", "clipping", "optimizer"];
        Assert.Equal(stages, run.Json.GetProperty("stages").EnumerateObject().Select(stage => stage.Name));
        var line = File.ReadLines(new RunFolder(trained["profiled"]).Metrics)
            .Select(text => JsonDocument.Parse(text).RootElement).First();
        Assert.Equal(stages, line.GetProperty("stages").EnumerateObject().Select(stage => stage.Name));
        Assert.Equal(File.ReadAllBytes(trained.Folder.Last),
            File.ReadAllBytes(new RunFolder(trained["profiled"]).Last));
    }

    /// <summary>
    /// What a killed process leaves: an older snapshot, later log lines, half a line, a partial file. Resuming gives
    /// the same bits.
    /// </summary>
    [Fact]
    public void A_run_resumed_from_an_older_snapshot_ends_with_the_same_bytes()
    {
        var folder = new RunFolder(trained["resumed"]);
        Copy(trained.Folder.Path, folder.Path);
        File.Delete(folder.Snapshot(6));
        File.Delete(folder.Last);
        File.AppendAllText(folder.Metrics, "{\"step\": 7, \"lo");
        File.WriteAllText(folder.Best + AtomicFile.PartialEnding, "half");

        var run = CommandLine.Run([.. trained.Train(folder.Path, "--resume"), "--json"]);
        Assert.True(run.Code == 0, run.Log);
        Assert.Contains("resuming after step 4", run.Log, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(trained.Folder.Last), File.ReadAllBytes(folder.Last));
        Assert.Equal(File.ReadAllBytes(trained.Folder.Best), File.ReadAllBytes(folder.Best));
        Assert.Equal(Losses(trained.Folder), Losses(folder));
        Assert.False(File.Exists(folder.Best + AtomicFile.PartialEnding));

        static string[] Losses(RunFolder of) =>
            [.. File.ReadLines(of.Metrics).Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.GetProperty("kind").GetString() == "train")
                .Select(line => $"{line.GetProperty("step")} {line.GetProperty("loss")}")];
    }

    /// <summary>What a scheduler sends before it takes the machine away.</summary>
    [SkippableFact]
    public void A_run_that_is_asked_to_end_leaves_a_snapshot_of_its_last_step()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGTERM");
        var folder = new RunFolder(trained["asked"]);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "exec", Path.ChangeExtension(typeof(Tool).Assembly.Location, "dll"), "train", "--model",
                "stable-dino-tiny", "--data", trained.Data, "--out", folder.Path,
                "--recipe", "small-from-scratch", "--steps", "200", "--batch", "1", "--image-size", "48",
                "--snapshot-every", "0", "--device", "cpu", "--set", "logEvery=1",
            ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = new List<string>();
        while (process.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (said.Count(text => text.StartsWith("step ", StringComparison.Ordinal)) == 1
                && line.StartsWith("step ", StringComparison.Ordinal))
                Assert.Equal(0, Ask(process.Id, Terminate));
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 1, string.Join('\n', said));
        Assert.Contains(said, line => line.Contains("--resume", StringComparison.Ordinal));
        Assert.Single(folder.NewestSnapshots());
    }

    private const int Terminate = 15;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Ask(int process, int signal);

    [Fact]
    public void A_damaged_newest_snapshot_is_passed_over_for_the_one_before()
    {
        var folder = new RunFolder(trained["damaged"]);
        Copy(trained.Folder.Path, folder.Path);
        using (var stream = File.OpenWrite(folder.Snapshot(6))) stream.SetLength(stream.Length / 2);
        var run = CommandLine.Run([.. trained.Train(folder.Path, "--resume"), "--json"]);
        Assert.True(run.Code == 0, run.Log);
        Assert.Contains("passed over", run.Log, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(trained.Folder.Last), File.ReadAllBytes(folder.Last));
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_written_over()
    {
        var run = CommandLine.Run([.. trained.Train(trained.Folder.Path), "--json"]);
        Assert.Equal(2, run.Code);
        Assert.Contains("--resume", run.Error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Resuming_with_another_recipe_names_the_property_and_both_values()
    {
        var run = CommandLine.Run(
            [.. trained.Train(trained.Folder.Path, "--resume", "--set", "optimizer.clipNorm=0.5"), "--json"]);
        Assert.Equal(2, run.Code);
        Assert.Contains("optimizer.clipNorm was 0.1 and is now 0.5", run.Error.GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Initial_weights_begin_where_the_file_ends()
    {
        var output = trained["from-weights"];
        var run = CommandLine.Run([.. trained.Train(output, "--init", trained.Folder.Last), "--json"]);
        Assert.True(run.Code == 0, run.Log);
        Assert.Contains("12 tensors loaded, 0 left as initialised", run.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model", "tyo")]
    [InlineData("--model", "toy", "--device", "cuda:7")]
    [InlineData("--model", "toy", "--device", "tpu")]
    [InlineData("--model", "toy", "--set", "batch")]
    [InlineData("--model", "toy", "--set", "bathc=3")]
    [InlineData("--model", "toy", "--lr", "fast")]
    [InlineData("--model", "toy", "--image-size", "8")]
    [InlineData("--model", "toy", "--set", "augmentation.scale.largest=1")]
    [InlineData("--model", "toy", "--init", "/nowhere/w.safetensors")]
    [InlineData("--model", "toy", "--val-split", "test2017")]
    public void Unusable_wishes_are_refused_and_nothing_is_written(params string[] wishes)
    {
        var output = trained["refused"];
        var run =
            CommandLine.Run(["train", "--data", trained.Data, "--out", output, "--steps", "1", .. wishes, "--json"]);
        Assert.True(run.Code == 2, run.Log);
        Assert.All(run.Json.GetProperty("errors").EnumerateArray(),
            error => Assert.NotEqual("", error.GetProperty("message").GetString()));
        Assert.False(Directory.Exists(output));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
