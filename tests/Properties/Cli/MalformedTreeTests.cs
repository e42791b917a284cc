using StableDino.Data;

namespace StableDino.Properties.Cli;

/// <summary>
/// Every broken tree through the doors that users take: refused with a clear message and nothing written, or survived.
/// </summary>
[Collection(GlobalRandomness.Name)]
public sealed class MalformedTreeTests(MalformedTreeTests.Checkpoint checkpoint)
    : IClassFixture<MalformedTreeTests.Checkpoint>
{
    public static IEnumerable<object[]> Trees => Directory.Exists(Root)
        ? Directory.GetDirectories(Root).Order(StringComparer.Ordinal)
            .Select(tree => new object[] { Path.GetFileName(tree) })
        : [[$"(missing) {Root}"]];

    private static string Root => GoldenFolders.Shared("data", "malformed");

    [SkippableTheory, MemberData(nameof(Trees))]
    public void Train_and_eval_refuse_or_survive(string name)
    {
        Skip.If(name.StartsWith("(missing)", StringComparison.Ordinal), name);
        var tree = Path.Combine(Root, name);
        using var folder = new TemporaryFolder();
        var usable = CocoDataset.Open(tree, "train2017").IsSuccess;
        var trained = CommandLine.Run(Train(tree, folder["run"]));
        Check(trained, usable && name != "16_empty_annotations");
        Assert.Equal(trained.Code == 0, Directory.Exists(folder["run"]));

        var evaluated = CommandLine.Run("eval", "--checkpoint", checkpoint.File, "--data", tree, "--split", "train2017",
            "--detections", folder["d.json"], "--json");
        Check(evaluated, usable);
        Assert.Equal(evaluated.Code == 0, File.Exists(folder["d.json"]));

        void Check(CommandLine run, bool fine)
        {
            Assert.True(run.Code == (fine ? 0 : 2), $"{name}: {run.Code} {run.Log}");
            if (fine) Assert.Equal(12, run.Json.GetProperty("metrics").EnumerateObject().Count());
            else
                Assert.All(run.Json.GetProperty("errors").EnumerateArray(), error =>
                {
                    Assert.NotEqual("", error.GetProperty("message").GetString());
                    Assert.NotEqual("", error.GetProperty("file").GetString());
                });
        }
    }

    private static string[] Train(string tree, string output) =>
    [
        "train", "--model", "toy", "--data", tree, "--val-split", "train2017", "--out", output, "--steps", "1",
        "--batch", "2", "--image-size", "32", "--device", "cpu", "--json",
    ];

    public sealed class Checkpoint : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Checkpoint()
        {
            if (Directory.Exists(Root)) CommandLine.Run(Train(Path.Combine(Root, "00_valid"), folder["run"]));
        }

        public string File => folder["run", "last.safetensors"];

        public void Dispose() => folder.Dispose();
    }
}
