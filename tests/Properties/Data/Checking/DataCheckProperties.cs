using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Data;

namespace StableDino.Properties.Data.Checking;

public class DataCheckProperties
{
    public static TheoryData<int> EntrySeeds => [.. Enumerable.Range(0, Seeds.Entries.Count)];

    public static TheoryData<int> FileSeeds => [.. Enumerable.Range(0, Seeds.Files.Count)];

    [Fact]
    public void A_good_set_has_no_fault_and_no_warning() => Assert.Empty(Alarms([]));

    [Theory, MemberData(nameof(EntrySeeds))]
    public void A_fault_of_an_entry_is_found(int seed) => Found(Seeds.Entries[seed]);

    [Theory, MemberData(nameof(FileSeeds))]
    public void A_fault_of_a_file_is_found(int seed) => Found(Seeds.Files[seed]);

    /// <summary>
    /// Notes come and go with other faults (an image whose only box cannot be read has no objects); errors and warnings
    /// do not.
    /// </summary>
    [Property(MaxTest = 12, Arbitrary = [typeof(FixedSeeds)])]
    public Property Of_many_faults_exactly_those_that_were_injected_are_reported(FixedSeeds.Injected injected)
    {
        using var folder = new TemporaryFolder();
        var found = Kinds(folder, injected.Seeds);
        var expected = injected.Seeds.SelectMany(seed => seed.Kinds).ToHashSet();
        return (found.Where(IsAlarm).ToHashSet().SetEquals(expected.Where(IsAlarm))
            && expected.IsSubsetOf(found)).ToProperty()
            .Label(
                $"missing [{Names(expected.Except(found))}], uncalled for "
                + $"[{Names(found.Where(IsAlarm).Except(expected))}]")
            .Classify(injected.Seeds.Length > 20, "more than 20 seeds");
    }

    [Fact]
    public void Every_kind_but_those_of_other_formats_has_a_seed() =>
        Assert.Equal(
            DataFaultKinds.All.Where(kind => kind < DataFaultKind.LabelLineInvalid),
            Seeds.Entries.Concat(Seeds.Files).SelectMany(seed => seed.Kinds).Distinct().Order());

    [Fact]
    public void Ids_and_names_are_distinguished()
    {
        Assert.Equal("DATA071", DataFaultKind.BoxInverted.Id());
        Assert.Equal("box-inverted", DataFaultKind.BoxInverted.Name());
        Assert.Equal(DataFaultKinds.All.Length, DataFaultKinds.All.Select(DataFaultKinds.Id).Distinct().Count());
        Assert.True(DataFaultKinds.All.Length >= 60);
    }

    [SkippableTheory]
    [InlineData("stamps-micro", CheckDepth.Pixels)]
    [InlineData("stamps", CheckDepth.Annotations)]
    public void Good_sets_raise_no_alarm(string name, CheckDepth depth)
    {
        var root = GoldenFolders.Shared("data", name);
        Skip.IfNot(Directory.Exists(root), root);
        Assert.Equal([],
            DataCheck.Run(root, ["train2017", "val2017"], depth).Faults.Where(fault =>
                fault.Severity != DataFaultSeverity.Information));
    }

    [SkippableTheory]
    [InlineData("00_valid")]
    [InlineData("01_truncated_json", DataFaultKind.JsonCutShort)]
    [InlineData("02_empty_json_file", DataFaultKind.FileEmpty)]
    [InlineData("03_not_utf8", DataFaultKind.NotUtf8)]
    [InlineData("04_unknown_image_id", DataFaultKind.AnnotationImageUnknown)]
    [InlineData("05_missing_image_file", DataFaultKind.ImageMissing)]
    [InlineData("06_truncated_jpeg", DataFaultKind.ImageCutShort)]
    [InlineData("07_not_a_jpeg", DataFaultKind.ImageUndecodable)]
    [InlineData("08_negative_width", DataFaultKind.BoxInverted)]
    [InlineData("09_zero_width", DataFaultKind.BoxEmpty)]
    [InlineData("10_bbox_outside", DataFaultKind.BoxOutside, DataFaultKind.BoxOverEdge)]
    [InlineData("11_bbox_nan", DataFaultKind.JsonInvalid, DataFaultKind.BoxNotFinite)]
    [InlineData("12_bbox_null", DataFaultKind.WrongType)]
    [InlineData("13_duplicate_annotation_id", DataFaultKind.AnnotationIdRepeated)]
    [InlineData("14_duplicate_image_id", DataFaultKind.ImageIdRepeated, DataFaultKind.AnnotationImageUnknown)]
    [InlineData("15_unknown_category", DataFaultKind.AnnotationCategoryUnknown)]
    [InlineData("16_empty_annotations", DataFaultKind.AnnotationsNone)]
    [InlineData("17_zero_size_image", DataFaultKind.ImageSizeInvalid)]
    [InlineData("18_size_mismatch", DataFaultKind.ImageSizeDiffers)]
    [InlineData("19_bad_segmentation", DataFaultKind.PolygonOdd, DataFaultKind.RunLengthsSum)]
    [InlineData("20_missing_keys", DataFaultKind.KeyMissing)]
    public void Every_recorded_broken_tree_is_diagnosed(string tree, params DataFaultKind[] expected)
    {
        var root = GoldenFolders.Shared("data", "malformed", tree);
        Skip.IfNot(Directory.Exists(root), root);
        var faults = DataCheck.Run(root, ["train2017"], CheckDepth.Headers).Faults.ToArray();
        Assert.Equal(expected, faults.Where(fault => fault.Severity != DataFaultSeverity.Information)
            .SelectMany(fault => fault.Kind).Distinct());
        Assert.All(faults,
            fault => Assert.True(
                fault.Message.Length > 10 && fault.File.Contains(tree, StringComparison.Ordinal), fault.ToString()));
    }

    [Fact]
    public void Of_many_faults_of_a_kind_a_thousand_are_listed_and_the_rest_counted()
    {
        using var folder = new TemporaryFolder();
        var set = new SeededSet();
        for (var i = 0; i < 1200; i++)
            set.Train.Annotations.Add(
                new System.Text.Json.Nodes.JsonObject { ["id"] = set.NextId(), ["image_id"] = 1, ["category_id"] = 1,
                    ["bbox"] = SeededSet.Numbers(i % 50, 1, -1, -i) });
        var faults =
            DataCheck.Run(set.Write(folder.Path), ["train2017"], CheckDepth.Headers).Faults.Where(fault =>
                fault.Kind == DataFaultKind.BoxInverted).ToArray();
        Assert.Equal(1001, faults.Length);
        Assert.Contains("200 more", faults[^1].Message, StringComparison.Ordinal);
    }

    private static void Found(Seed seed)
    {
        using var folder = new TemporaryFolder();
        var found = Kinds(folder, [seed]);
        Assert.Equal(seed.Kinds.Concat(seed.Also).Where(IsAlarm).Order(), found.Where(IsAlarm).Order());
        Assert.Subset(found, seed.Kinds.ToHashSet());
    }

    private static DataFaultKind[] Alarms(params Seed[] seeds)
    {
        using var folder = new TemporaryFolder();
        return [.. Kinds(folder, seeds).Where(IsAlarm)];
    }

    private static System.Collections.Generic.HashSet<DataFaultKind> Kinds(
        TemporaryFolder folder, IEnumerable<Seed> seeds)
    {
        var set = new SeededSet();
        foreach (var seed in seeds) seed.Sow(set);
        return DataCheck.Run(set.Write(folder.Path), ["train2017", "val2017"], CheckDepth.Headers).Faults.SelectMany(
            fault => fault.Kind).ToHashSet();
    }

    private static bool IsAlarm(DataFaultKind kind) => kind.Severity() != DataFaultSeverity.Information;

    private static string Names(IEnumerable<DataFaultKind> kinds) =>
        string.Join(", ", kinds.Select(DataFaultKinds.Name));
}
