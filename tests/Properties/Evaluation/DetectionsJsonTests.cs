using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using LanguageExt;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Properties.Evaluation;

public class DetectionsJsonTests
{
    private const string Good = """{"image_id":1,"category_id":2,"bbox":[1,2,3,4],"score":0.5}""";

    public static IEnumerable<object[]> Files => GoldenFolders.All
        .SelectMany(folder => Directory.EnumerateFiles(folder, "dt_*.json", SearchOption.AllDirectories))
        .DistinctBy(path => (Path.GetFileName(Path.GetDirectoryName(path)), Path.GetFileName(path)))
        .Order(StringComparer.Ordinal).Select(path => new object[] { path });

    [Theory, MemberData(nameof(Files))]
    public void Recorded_results_read_as_the_plain_reader_reads_them(string path)
    {
        var (expected, actual) = (CocoFiles.Detections(path),
            DetectionsJson.Read(path).Match(file => file, faults => throw new InvalidDataException(faults.ToString())));
        Assert.Equal(expected.Area, actual.Area);
        Assert.Equal(expected.Items.Select(WithoutMask), actual.Items.Select(WithoutMask));
        Assert.Equal(expected.Items.Select(MaskText), actual.Items.Select(MaskText));
    }

    [Theory, MemberData(nameof(Files))]
    public void What_is_written_reads_back(string path)
    {
        var before = CocoFiles.Detections(path).Items;
        using var stream = new MemoryStream();
        DetectionsJson.Write(stream, before, _ => (500, 500));
        stream.Position = 0;
        var after = DetectionsJson.Parse(stream, "again")
            .Match(file => file.Items, faults => throw new InvalidDataException(faults.ToString()));
        Assert.Equal(before.Select(WithoutMask), after.Select(WithoutMask));
        Assert.Equal(before.Select(MaskText), after.Select(MaskText));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{}", "not with a list")]
    [InlineData("[" + Good, "ends in the middle")]
    [InlineData("[" + Good + "] x", "not JSON")]
    [InlineData("[7]", "An entry is a number")]
    [InlineData("""[{"category_id":2,"bbox":[1,2,3,4],"score":1}]""", "no \"image_id\"")]
    [InlineData("""[{"image_id":1,"category_id":2,"score":1}]""", "neither \"bbox\" nor \"segmentation\"")]
    [InlineData("""[{"image_id":1,"category_id":2,"bbox":[1,2,3],"score":1}]""", "3 numbers")]
    [InlineData("""[{"image_id":1,"category_id":2,"bbox":[1,2,3,1e999],"score":1}]""", "not finite")]
    [InlineData("""[{"image_id":1,"category_id":2,"bbox":[1,2,3,4],"score":1e999}]""", "not a finite number")]
    [InlineData("""[{"image_id":1,"category_id":2,"bbox":[1,2,3,4],"score":NaN}]""", "not JSON")]
    [InlineData("""[{"image_id":1,"category_id":2,"bbox":[1,2,3,4],"score":"high"}]""", "\"score\" is a text")]
    [InlineData("""[{"image_id":1,"category_id":2,"segmentation":{"size":[3,3],"counts":"zz"},"score":1}]""",
        "outside '0' to 'o'")]
    [InlineData("""[{"image_id":1,"category_id":2,"segmentation":[[0,0,1,1,2,0]],"score":1}]""",
        "no size to be drawn at")]
    public void A_bad_file_is_refused_with_its_reason(string json, string reason)
    {
        var faults = Parse(json).Match(_ => [], faults => faults.Select(fault => fault.ToString()).ToArray());
        Assert.Contains(faults, fault => fault.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void All_faults_of_a_file_come_at_once() => Assert.Equal(
        ["detection 1", "detection 3"],
        Parse(
            $$"""[{"image_id":1,"category_id":2,"bbox":[1,2,3,4]},{{Good}},{"image_id":1,"category_id":2,"score":1}]""")
            .Match(_ => [], faults => faults.Select(fault => fault.Place[..11]).ToArray()));

    [Property(MaxTest = 300)]
    public bool A_file_cut_anywhere_is_refused_without_an_exception(ushort at) =>
        Parse($"[{Good},{Good}]"[..(at % (2 * Good.Length + 2))]).IsFail;

    [Fact]
    public void Unknown_images_refuse_and_unknown_categories_warn()
    {
        var target = new CocoAnnotations([new(1, "", 10, 10)], [new(2, "a")], []);
        var faults = DetectionsCheck.Faults(
            target, [new(9, 2, 0, 0, 1, 1, 1), new(1, 7, 0, 0, 1, 1, 1)], OverlapKind.Box, "gt.json", "dt.json");
        Assert.Equal([(true, "image_id"), (false, "category_id")],
            faults.Select(fault => (fault.IsError, fault.Place)));
        Assert.Single(
            DetectionsCheck.Faults(target, [new(1, 2, 0, 0, 1, 1, 1)], OverlapKind.Mask, "gt.json", "dt.json"));
    }

    private static Validation<DataFault, DetectionFile> Parse(string json) =>
        DetectionsJson.Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)), "dt.json");

    private static Detection WithoutMask(Detection detection) => detection with { Mask = default };

    private static string MaskText(Detection detection) =>
        detection.Mask.Match(mask => RunLengthText.Write(RunLengthMasks.Of(mask, 500, 500)).ToString(), () => "");
}
