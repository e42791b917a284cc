using LanguageExt;
using SkiaSharp;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;

namespace StableDino.Properties.Data;

public sealed class CocoDatasetTests : IDisposable
{
    private readonly BrokenTrees _trees = new();

    public void Dispose() => _trees.Dispose();

    [Fact]
    public void A_sound_tree_opens_without_a_word()
    {
        var data = Opened(_trees.Valid());
        Assert.Empty(data.Warnings);
        Assert.Equal([2, 2], data.Targets.Select(boxes => boxes.Length));
        Assert.Equal([1L, 5, 8, 28], data.Classes.Categories.Select(category => category.Id));
        Assert.Equal(new TargetBox(2, 26, 29.5, 40, 40.5), data.Targets[0][0]);
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "\"image_id\": 1, \"category_id\": 8, \"bbox\": [26", "\"image_id\": 999, \"category_id\": 8, \"bbox\": [26",
            "Annotation 1 lies in image 999" },
        { "14.0, 11.0]", "-12, 11.0]", "negative side" },
        { "[26.0, 29.5", "[NaN, 29.5", "[NaN, 29.5, 14, 11] holds a number that is not finite" },
        { "[26.0, 29.5", "[1e999, 29.5", "not finite" },
        { "[26.0, 29.5, 14.0, 11.0]", "null", "\"bbox\" is null" },
        { "19.0, 19.0]", "19.0, null]", "annotation 4" },
        { "{\"id\": 3,", "{\"id\": 1,", "used twice" },
        { "{\"id\": 2, \"file_name\"", "{\"id\": 1, \"file_name\"", "Image id 1 is used twice, by 1.jpg and 2.png" },
        { "\"category_id\": 5", "\"category_id\": 6", "Nearest categories: 1 (bird), 5 (cattle), 8 (deer)" },
        { "\"width\": 58, \"height\": 77", "\"width\": 0, \"height\": 0", "0 × 0" },
        { "\"width\": 58, \"height\": 77", "\"width\": 154, \"height\": 116", "58 × 77 pixels" },
        { "\"bbox\": [26.0, 29.5, 14.0, 11.0], ", "", "no \"bbox\"" },
        { "\"file_name\": \"1.jpg\"", "\"file_name\": \"../1.jpg\"", "leads out" },
        { "\"file_name\": \"1.jpg\"", "\"file_name\": \"3.jpg\"", "does not exist" },
        { "\"name\": \"deer\"}]}", "\"name\": \"deer\"}]", "in the middle" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_trained_on_is_refused_and_named(string from, string to, string said) =>
        Assert.Contains(Faults(_trees.Changed(from, to)),
            fault => fault.IsError && fault.ToString().Contains(said, StringComparison.Ordinal));

    public static TheoryData<string, string, string, int, double> Survived => new()
    {
        { "14.0, 11.0]", "0, 11.0]", "no area", 3, 31 },
        { "[26.0, 29.5, 14.0", "[500, 500, 14.0", "wholly outside", 3, 31 },
        { "[26.0, 29.5, 14.0", "[26.0, 29.5, 300", "it is clipped", 4, 58 },
        { "[26.0, 29.5, 14.0", "[-3, 29.5, 20", "it is clipped", 4, 17 },
        { "[[26, 29, 40, 29, 40, 40]]", "[[1, 2, 3, 4, 5]]", "a polygon has 5 numbers", 4, 40 },
        { "[[26, 29, 40, 29, 40, 40]]", "{\"size\": [77, 58], \"counts\": [5000, 1]}", "add up to 5001", 4, 40 },
        { "[[26, 29, 40, 29, 40, 40]]", "{\"size\": [7, 5], \"counts\": \"abc\"}", "its image 58 × 77", 4, 40 },
    };

    [Theory]
    [MemberData(nameof(Survived))]
    public void What_can_be_repaired_is_repaired_and_reported(
        string from, string to, string said, int boxes, double firstRight)
    {
        var data = Opened(_trees.Changed(from, to));
        Assert.Equal(boxes, data.Targets.Sum(targets => targets.Length));
        Assert.Equal(firstRight, data.Targets[0][0].X1);
        Assert.Contains("annotation 1 ", Assert.Single(data.Warnings).ToString(), StringComparison.Ordinal);
        Assert.Contains(said, data.Warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crowd_is_no_target_and_an_image_without_objects_stays()
    {
        var data =
            Opened(_trees.Tree(json => json.Replace("\"image_id\": 1", "\"image_id\": 2", StringComparison.Ordinal)
                .Replace("\"area\": 2061.5, \"iscrowd\": 0", "\"area\": 2061.5, \"iscrowd\": 1",
                    StringComparison.Ordinal)));
        Assert.Equal([0, 3], data.Targets.Select(boxes => boxes.Length));
        Assert.Equal(4, data.Annotations.Annotations.Length);
    }

    [Theory]
    [InlineData("1.jpg", 0.4, "ends early")]
    [InlineData("2.png", 0.6, "ends early")]
    [InlineData("1.jpg", 0.0, "no image")]
    [InlineData("2.png", -1, "no image")]
    public void A_spoilt_image_file_is_refused_by_name(string name, double kept, string said)
    {
        var root = _trees.ImageChanged(
            name, bytes => kept < 0 ? "just text"u8.ToArray() : bytes[..(int)(bytes.Length * kept)]);
        var fault = Assert.Single(Faults(root));
        Assert.EndsWith(name, fault.File, StringComparison.Ordinal);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_all_kinds_come_at_once()
    {
        var root =
            _trees.Tree(json => json.Replace("14.0, 11.0]", "-14, 11]", StringComparison.Ordinal)
                .Replace("\"category_id\": 28", "\"category_id\": 30", StringComparison.Ordinal));
        File.Delete(Path.Combine(root, "train2017", "2.png"));
        Assert.Equal(3, Faults(root).Length);
    }

    [Fact]
    public void Latin_1_text_is_refused_with_its_line()
    {
        var root = _trees.Bytes(bytes => { bytes[Array.IndexOf(bytes, (byte)'.')] = 0xE9; return bytes; });
        Assert.Contains("UTF-8", Assert.Single(Faults(root)).Message, StringComparison.Ordinal);
        Assert.StartsWith("line 1, column ", Faults(root)[0].Place, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Recorded_counts_are_found()
    {
        var folder = GoldenFolders.Shared("data", "stamps-micro");
        Skip.IfNot(Directory.Exists(folder), folder);
        var (train, val) = (Opened(folder), Opened(folder, "val2017"));
        Assert.Equal((16, 35, 8, 17),
            (train.Images.Length, train.Annotations.Annotations.Length, val.Images.Length,
                val.Annotations.Annotations.Length));
        Assert.Equal(34, train.Targets.Sum(boxes => boxes.Length));
        Assert.Contains(train.Targets, boxes => boxes.IsEmpty);
        Assert.Equal(train.Classes, val.Classes);
        Assert.Equal(21, train.Classes.Count);
        Assert.All(Enumerable.Range(0, 21),
            index => Assert.Equal(index, train.Classes.IndexOf(train.Classes.CategoryId(index)).IfNone(-1)));
        Assert.Empty(train.Warnings);
    }

    [Theory]
    [InlineData(6, 77, 58, true)]
    [InlineData(6, 58, 77, false)]
    [InlineData(3, 58, 77, true)]
    public void Orientation_is_applied_unless_the_annotations_fit_only_the_stored_pixels(
        byte orientation, int width, int height, bool applied)
    {
        var root = _trees.ImageChanged("1.jpg", bytes => WithOrientation(bytes, orientation));
        var path = Path.Combine(root, "train2017", "1.jpg");
        var turned = Good(ImageFile.Decode(path, new ImageSize(height, width)));
        var stored = Good(ImageFile.Decode(Path.Combine(_trees.Valid(), "train2017", "1.jpg"), new ImageSize(77, 58)));
        Assert.Equal((width, height), (turned.Width, turned.Height));
        Assert.Equal(new ImageSize(height, width),
            ImageFile.Size(path, new ImageSize(height, width)).Match(size => size, _ => default));
        var corner = stored.Plane(0)[0];
        var expected = !applied ? turned.Plane(0)[0] : orientation == 6
            ? turned.Plane(0)[width - 1]
            : turned.Plane(0)[^1];
        Assert.Equal(corner, expected);
    }

    /// <summary>A JPEG with an EXIF block that says how to turn it.</summary>
    private static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0,
        orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];

    private static PixelImage Good(Either<DataFault, PixelImage> decoded) =>
        decoded.Match(image => image, fault => throw new InvalidOperationException(fault.ToString()));

    private static CocoDataset Opened(string root, string split = "train2017") =>
        CocoDataset.Open(root, split)
            .Match(data => data, faults => throw new InvalidOperationException(string.Join("\n", faults)));

    private static DataFault[] Faults(string root) =>
        CocoDataset.Open(root, "train2017").Match(_ => [], faults => faults.ToArray());
}
