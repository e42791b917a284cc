using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Data;

namespace StableDino.Properties.Data.Checking;

public class DataRepairProperties
{
    [Property(MaxTest = 8, Arbitrary = [typeof(FixedSeeds)])]
    public Property A_copy_has_no_error_and_every_difference_is_listed(FixedSeeds.Injected injected)
    {
        using var folder = new TemporaryFolder();
        var set = new SeededSet();
        foreach (var seed in injected.Seeds) seed.Sow(set);
        var before = DataCheck.Run(set.Write(folder["set"]), ["train2017", "val2017"], CheckDepth.Headers);
        var bytes = File.ReadAllBytes(folder["set", "annotations", "instances_train2017.json"]);
        var repaired = Repaired(before, folder["copy"]);
        var lost = repaired.Changes.Where(change => change.IsLoss).ToArray();
        var missing = Entries(before) - Entries(repaired.Check)
            + repaired.Changes.Count(change => change.Kind == DataFaultKind.SplitCategoryMissing);
        return (!repaired.Check.HasErrors).Label(string.Join('\n', repaired.Check.Faults.Where(fault => fault.IsError)))
            .And((missing == lost.Count(change => !change.Place.Contains("orphan", StringComparison.Ordinal))).Label(
                $"{missing} entries are missing, {lost.Length} are listed:\n{string.Join('\n', lost.AsEnumerable())}"))
            .And(bytes.AsSpan()
                .SequenceEqual(File.ReadAllBytes(folder["set", "annotations", "instances_train2017.json"]))
                .Label("the original was touched"));
    }

    [Fact]
    public void Sound_entries_go_over_word_for_word_with_keys_of_their_own()
    {
        using var folder = new TemporaryFolder();
        var set = new SeededSet();
        set.Train.Annotations[0]!["score"] = 0.10;
        set.Train.Annotations[0]!["tag"] = "caf\u00E9 \"x\"";
        set.Train.Images[0]!["background"] =
            new System.Text.Json.Nodes.JsonArray(
                1, null, true, new System.Text.Json.Nodes.JsonObject { ["deep"] = "\u0001" });
        var broken = set.Add(set.Train).Annotation;
        (broken["bbox"], broken["tag"]) = (SeededSet.Numbers(30, 28, -20, -16), "kept");
        var repaired = Repaired(
            DataCheck.Run(set.Write(folder["set"]), ["train2017"], CheckDepth.Headers), folder["copy"]);
        var (from, to) = (Json(folder["set", "annotations", "instances_train2017.json"]),
            Json(folder["copy", "annotations", "instances_train2017.json"]));
        Assert.Equal("box [30, 28, -20, -16] became [10, 12, 20, 16]", Assert.Single(repaired.Changes).What);
        Assert.True(JsonElement.DeepEquals(from.GetProperty("info"), to.GetProperty("info")));
        Assert.True(JsonElement.DeepEquals(from.GetProperty("images"), to.GetProperty("images")));
        var (old, now) = (from.GetProperty("annotations").EnumerateArray().ToArray(),
            to.GetProperty("annotations").EnumerateArray().ToArray());
        Assert.Equal(old.Length, now.Length);
        Assert.All(old.Zip(now).Take(old.Length - 1),
            pair => Assert.True(JsonElement.DeepEquals(pair.Item1, pair.Item2)));
        Assert.Equal("kept", now[^1].GetProperty("tag").GetString());
        Assert.Equal([10, 12, 20, 16],
            now[^1].GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()));
    }

    [Fact]
    public void A_image_that_was_resized_after_it_was_annotated_takes_its_boxes_along()
    {
        using var folder = new TemporaryFolder();
        var set = new SeededSet();
        var (image, annotation) = set.Add(set.Train);
        (image["width"], image["height"]) = (32, 24);
        annotation["bbox"] = SeededSet.Numbers(5, 6, 10, 8);
        annotation["area"] = 80;
        annotation["segmentation"] =
            new System.Text.Json.Nodes.JsonArray(SeededSet.Numbers(5, 6, 15, 6, 15, 14, 5, 14));
        var repaired = Repaired(
            DataCheck.Run(set.Write(folder["set"]), ["train2017"], CheckDepth.Headers), folder["copy"]);
        var copy = repaired.Check.Splits[0].Sound.Annotations[^1];
        Assert.Equal((10, 12, 20, 16, 320), (copy.X, copy.Y, copy.Width, copy.Height, copy.Area));
        Assert.False(Assert.Single(repaired.Changes).IsLoss);
    }

    [Fact]
    public void Boxes_of_other_conventions_become_boxes_in_pixels()
    {
        foreach (var seed in Seeds.Files.Where(seed =>
            seed.Kinds[0] is DataFaultKind.BoxesRelative or DataFaultKind.BoxesAsCorners))
        {
            using var folder = new TemporaryFolder();
            var set = new SeededSet();
            seed.Sow(set);
            var repaired = Repaired(
                DataCheck.Run(set.Write(folder["set"]), ["train2017"], CheckDepth.Headers), folder["copy"]);
            Assert.All(repaired.Check.Splits[0].Sound.Annotations,
                a => Assert.Equal((20.0, 16.0), (Math.Round(a.Width, 9), Math.Round(a.Height, 9))));
            Assert.Equal((6.0, 9.0),
                (Math.Round(repaired.Check.Splits[0].Sound.Annotations[0].X, 9),
                    Math.Round(repaired.Check.Splits[0].Sound.Annotations[0].Y, 9)));
        }
    }

    [Fact]
    public void Nothing_is_written_over_and_what_no_program_can_repair_is_refused()
    {
        using var folder = new TemporaryFolder();
        var report = DataCheck.Run(new SeededSet().Write(folder["set"]), ["train2017"], CheckDepth.Headers);
        Assert.True(DataRepair.Write(report, folder["set"]).IsLeft);
        File.WriteAllText(folder["set", "annotations", "instances_train2017.json"], "{");
        Assert.True(
            DataRepair.Write(DataCheck.Run(folder["set"], ["train2017"], CheckDepth.Headers), folder["copy"]).IsLeft);
        Assert.False(Directory.Exists(folder["copy"]));
    }

    private static RepairedData Repaired(DataReport report, string folder) =>
        DataRepair.Write(report, folder)
            .Match(repaired => repaired,
                faults => throw new InvalidOperationException(string.Join('\n', faults.AsEnumerable())));

    private static int Entries(DataReport report) => report.Splits.Sum(split =>
        split.Sound.Images.Length + split.Sound.Categories.Length + split.Sound.Annotations.Length
        + split.Contents.Unread.ImageEntries + split.Contents.Unread.CategoryEntries
            + split.Contents.Unread.AnnotationEntries);

    private static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
}
