using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Foundation;
using StableDino.Runs;
using TorchSharp;

namespace StableDino.Properties.Training;

[Collection(GlobalRandomness.Name)]
public class ResumeTests
{
    private static readonly TrainingRecipe Averaged =
        ToyTraining.Recipe with { Averaging = new AveragingConfig.Exponential(0.9), Accumulation = 2 };

    [Theory, InlineData(1), InlineData(5)]
    public void A_resumed_run_equals_the_uninterrupted_one_bit_for_bit(int stop)
    {
        using var folder = new TemporaryFolder();
        using var whole = ToyTraining.Start(Averaged);
        var reports = ToyTraining.Train(whole, Averaged, until: 8);

        using (var first = ToyTraining.Start(Averaged))
        {
            ToyTraining.Train(first, Averaged, until: stop);
            SnapshotFile.Write(folder["s.safetensors"], first, Averaged);
        }

        torch.random.manual_seed(12345);                        // whatever happened in between must not matter
        using var second = ToyTraining.Start(Averaged with { Seed = 999 });
        Assert.True(SnapshotFile.Restore(folder["s.safetensors"], second).IsRight);
        Assert.Equal(stop, second.Step);
        var rest = ToyTraining.Train(second, Averaged, until: 8);

        Assert.Equal(reports.Skip(stop).Select(report => report.Loss), rest.Select(report => report.Loss));
        Assert.Equal(ToyTraining.Fingerprint(whole), ToyTraining.Fingerprint(second));
    }

    [Fact]
    public void Two_runs_of_one_seed_are_equal_and_of_two_seeds_differ()
    {
        string Run(int seed)
        {
            using var state = ToyTraining.Start(ToyTraining.Recipe with { Seed = seed });
            ToyTraining.Train(state, ToyTraining.Recipe with { Seed = seed }, until: 3);
            return ToyTraining.Fingerprint(state);
        }

        Assert.Equal(Run(60), Run(60));
        Assert.NotEqual(Run(60), Run(61));
    }

    [Fact]
    public void A_snapshot_of_another_run_is_refused_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        using var state = ToyTraining.Start(ToyTraining.Recipe);
        SnapshotFile.Write(folder["plain.safetensors"], state, ToyTraining.Recipe);
        SnapshotFile.Write(folder["averaged.safetensors"], state, ToyTraining.Recipe);
        state.SaveWeights(folder["weights.safetensors"]);

        using var other = ToyTraining.Start(Averaged);
        var before = ToyTraining.Fingerprint(other);
        // no average in it
        Assert.IsType<Fault>(SnapshotFile.Restore(folder["plain.safetensors"], other).Case);
        Assert.IsType<Fault>(SnapshotFile.Restore(folder["weights.safetensors"], other).Case);
        Assert.IsType<Fault>(SnapshotFile.Describe(folder["weights.safetensors"]).Case);
        Assert.Equal(before, ToyTraining.Fingerprint(other));
        using var steady = ToyTraining.Start(ToyTraining.Recipe, ToyDetector.WithoutDropout);
        Assert.Contains("'toy', not of 'toy-steady'",
            Assert.IsType<Fault>(SnapshotFile.Restore(folder["plain.safetensors"], steady).Case).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_is_cut_back_to_the_snapshots_step_and_loses_a_half_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder["metrics.jsonl"];
        for (var step = 1; step <= 5; step++) MetricsLog.Append(path, new() { ["step"] = step });
        File.AppendAllText(path, "{\"step\": 2, \"lo");
        MetricsLog.Truncate(path, 3);
        Assert.Equal(["{\"step\":1}", "{\"step\":2}", "{\"step\":3}"], File.ReadAllLines(path));
    }
}
