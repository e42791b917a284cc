using StableDino.Cli.Demo;
using StableDino.Data;
using StableDino.Runs;

namespace StableDino.Properties.Cli;

/// <summary>Twelve small scenes and one short run of the toy on them, shared by the tests of a class.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TrainedRun()
    {
        DemoScenes.Write(Data, trainCount: 8, valCount: 4, seed: 1, side: 48);
        Run = CommandLine.Run([.. Train(Folder.Path), "--json"]);
    }

    public string Data => folder["scenes"];

    public RunFolder Folder => new(folder["run"]);

    /// <summary>What training answered.</summary>
    internal CommandLine Run { get; }

    public string this[string name] => folder[name];

    /// <summary>The command line of the run, into another folder.</summary>
    public string[] Train(string output, params string[] more) =>
    [
        "train", "--model", "toy", "--data", Data, "--out", output, "--steps", "6", "--batch", "2", "--image-size",
        "48", "--lr", "1e-3",
        "--snapshot-every", "2", "--eval-every", "3", "--device", "cpu", "--set", "logEvery=2", "--set",
        "averaging=exponential", .. more,
    ];

    public void Dispose() => folder.Dispose();
}
