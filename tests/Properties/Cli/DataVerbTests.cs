using System.Text.Json;
using StableDino.Data;
using StableDino.Properties.Data.Checking;

namespace StableDino.Properties.Cli;

public sealed class DataVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_set_passes_with_its_statistics_and_plots()
    {
        var run = CommandLine.Run(
            "data", "check", new SeededSet().Write(_folder["set"]), "--out", _folder["plots"], "--json");
        Assert.True(run.Code == 0, run.Log);
        Assert.Equal((0, 0), (run.Json.GetProperty("counts").GetProperty("errors").GetInt32(),
            run.Json.GetProperty("counts").GetProperty("warnings").GetInt32()));
        Assert.Equal(["train2017", "val2017"],
            run.Json.GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("split").GetString()));
        var train = run.Json.GetProperty("splits")[0];
        Assert.Equal((3, 9), (train.GetProperty("images").GetInt32(), train.GetProperty("objects").GetInt32()));
        Assert.Equal(3, train.GetProperty("classes")[0].GetProperty("small").GetInt32());
        Assert.Equal(3, train.GetProperty("objects_per_image").GetProperty("3").GetInt32());
        Assert.Equal(9, train.GetProperty("box_aspects").GetProperty("4:5–5:4").GetInt32()
            + train.GetProperty("box_aspects").GetProperty("5:4–2:1").GetInt32());
        Assert.Equal(3, train.GetProperty("image_sizes").GetProperty("64×48").GetInt32());
        Assert.Equal(7, Directory.GetFiles(_folder["plots"], "*.png").Length);
    }

    [Fact]
    public void A_broken_set_is_reported_with_ids_and_hints_and_ends_with_2()
    {
        var set = new SeededSet();
        var annotation = set.Add(set.Train).Annotation;
        annotation["bbox"] = SeededSet.Numbers(30, 28, -20, -16);
        var root = set.Write(_folder["set"]);
        var run = CommandLine.Run("data", "check", root, "--split", "train2017", "--json");
        Assert.Equal(2, run.Code);
        var fault = run.Json.GetProperty("faults").EnumerateArray()
            .Single(one => one.GetProperty("severity").GetString() == "error");
        Assert.Equal(("DATA071", "box-inverted"),
            (fault.GetProperty("id").GetString(), fault.GetProperty("kind").GetString()));
        Assert.Equal((long)annotation["id"]!, fault.GetProperty("annotation_id").GetInt64());
        Assert.Equal(fault.GetProperty("hint").GetString(), run.Error.GetProperty("hint").GetString());
        var text = CommandLine.Run("data", "check", root, "--split", "train2017").Answer;
        Assert.Contains("A run would be refused: 1 errors", text, StringComparison.Ordinal);
        Assert.Contains("class (train2017)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fix_writes_a_copy_that_passes_and_lists_what_it_changed()
    {
        var set = new SeededSet();
        set.Add(set.Train).Annotation["bbox"] = SeededSet.Numbers(30, 28, -20, -16);
        set.Train.Files.Remove((string)set.Add(set.Train).Image["file_name"]!);
        var run = CommandLine.Run("data", "check", set.Write(_folder["set"]), "--fix", _folder["copy"], "--json");
        Assert.True(run.Code == 0, run.Log);
        var changes = run.Json.GetProperty("fixed").GetProperty("changes").EnumerateArray().ToArray();
        Assert.Equal([false, true, true],
            changes.Select(change => change.GetProperty("left_out").GetBoolean()).Order());
        Assert.Equal(changes.Length,
            JsonDocument.Parse(
                File.ReadAllBytes(_folder["copy", DataRepair.ChangesFile])).RootElement.GetArrayLength());
        Assert.Equal(0, CommandLine.Run("data", "check", _folder["copy"], "--json").Code);
        Assert.Equal(2, CommandLine.Run("data", "check", _folder["set"], "--fix", _folder["copy"], "--json").Code);
    }

    [Theory]
    [InlineData("data", "check", "/nowhere")]
    [InlineData("data", "check")]
    [InlineData("data", "check", ".", "--check", "deeply")]
    public void What_cannot_be_checked_ends_with_2(params string[] arguments)
    {
        var run = CommandLine.Run([.. arguments, "--json"]);
        Assert.Equal(2, run.Code);
        Assert.NotEqual("", run.Error.GetProperty("message").GetString());
    }

    [Fact]
    public void A_run_checks_its_splits_against_each_other_before_it_begins()
    {
        var set = new SeededSet();
        set.Val.Categories[1]!["name"] = "brid";
        var root = set.Write(_folder["set"]);
        var run = CommandLine.Run(
            "train", "--model", "toy", "--data", root, "--out", _folder["run"], "--steps", "1", "--json");
        Assert.Equal(2, run.Code);
        Assert.Contains("spelt brid here and bird in train2017", run.Error.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void Every_kind_has_its_row_in_the_docs()
    {
        var page = File.ReadAllText(Path.Combine(GoldenFolders.RepositoryRoot, "docs", "data.md"));
        Assert.All(DataFaultKinds.All,
            kind => Assert.Contains($"| {kind.Id()} | {kind.Name()} | {DataFault.Word(kind.Severity())} |", page,
                StringComparison.Ordinal));
    }
}
