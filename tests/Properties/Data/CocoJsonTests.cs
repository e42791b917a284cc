using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Properties.Data;

public class CocoJsonTests
{
    private const string Sound = """
        {"info": {"deep": [{"nested": [1, 2, {"x": null}]}]}, "images": [{"id": 3.0, "file_name": "a\u00e9.jpg", "width": 10, "height": 20, "stray": [[]]}],
         "annotations": [
          {"id": 0, "image_id": 3, "category_id": 7, "bbox": [1, 2.5, 0, 4], "area": 9, "iscrowd": 0, "ignore": 1, "segmentation": [[1,2,3,4,5,6],[7,8,9,10,11,12]]},
          {"bbox": [1, 2, 3, 4], "category_id": 7, "image_id": 3, "id": 5, "iscrowd": true, "segmentation": {"size": [20, 10], "counts": [5, 195]}},
          {"bbox": [1, 2, 3, 4], "category_id": 7, "image_id": 3, "id": 6, "segmentation": {"counts": "abc", "size": [20, 10]}}],
         "categories": [{"id": 7, "name": "thing", "supercategory": "x"}]}
        """;

    [Fact]
    public void Every_part_of_a_sound_file_is_read()
    {
        var content = Good(Sound);
        Assert.Equal([new CocoImage(3, "aé.jpg", 10, 20)], content.Images.AsEnumerable());
        Assert.Equal([new CocoCategory(7, "thing")], content.Categories.AsEnumerable());
        Assert.Equal([0L, 5, 6], content.Annotations.Select(a => a.Id));
        Assert.Equal((1, 2.5, 0, 4, 9),
            (content.Annotations[0].X, content.Annotations[0].Y, content.Annotations[0].Width,
                content.Annotations[0].Height, content.Annotations[0].Area));
        Assert.Equal(12.0, content.Annotations[1].Area);
        Assert.Equal([false, true, false], content.Annotations.Select(a => a.IsCrowd));
        var masks = content.Annotations.Select(a => a.Segmentation.IfNone(() => throw new InvalidOperationException()))
            .ToArray();
        Assert.Equal([7, 8, 9, 10, 11, 12], Assert.IsType<Segmentation.Polygons>(masks[0]).Rings[1].AsEnumerable());
        Assert.Equal([5u, 195u], Assert.IsType<Segmentation.RunLengths>(masks[1]).Counts.AsEnumerable());
        Assert.Equal(new Segmentation.CompressedRunLengths(20, 10, "abc"), masks[2]);
    }

    [Fact]
    public void A_byte_order_mark_and_small_buffers_change_nothing()
    {
        var expected = Good(Sound);
        var bytes = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Sound)).ToArray();
        using var trickle = new Trickle(bytes);
        var content = CocoJson.Parse(trickle, "t.json")
            .Match(c => c, faults => throw new InvalidOperationException(faults.First().ToString()));
        Assert.Equal(expected.Images.AsEnumerable(), content.Images.AsEnumerable());
        Assert.Equal(expected.Annotations.Select(a => a with { Segmentation = default }),
            content.Annotations.Select(a => a with { Segmentation = default }));
    }

    [Fact]
    public void Every_prefix_of_a_file_is_refused_without_an_exception()
    {
        var bytes = Encoding.UTF8.GetBytes(Sound);
        for (var length = 0; length < bytes.Length; length++)
            Assert.NotEmpty(Faults(CocoJson.Parse(bytes.AsMemory(0, length), "t.json")));
    }

    [Fact]
    public void Any_one_byte_spoilt_is_read_or_refused_but_never_throws()
    {
        var bytes = Encoding.UTF8.GetBytes(Sound);
        foreach (byte spoiler in new byte[] { 0xE9, (byte)'"', (byte)'{', (byte)']', (byte)'N', 0 })
            for (var at = 0; at < bytes.Length; at++)
            {
                var spoilt = (byte[])bytes.Clone();
                spoilt[at] = spoiler;
                CocoJson.Parse(spoilt, "t.json")
                    .Match(_ => { }, faults => Assert.All(faults, fault => Assert.NotEmpty(fault.Message)));
            }
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n ", "empty")]
    [InlineData("[]", "list of detections")]
    [InlineData("3", "starts with a number")]
    [InlineData("{}", "no list \"annotations\"")]
    [InlineData("""{"images": null, "annotations": [], "categories": []}""", "\"images\" is null")]
    [InlineData(
        """{"images": [], "annotations": [{"id": 4, "image_id": 1, "category_id": 1, "bbox": [NaN, 1, 2, 3]}], "categories": []}""", "line 1, column 84): NaN")]
    [InlineData(
        """{"images": [], "annotations": [{"id": 4, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3]}], "categories": []}""", "annotation 4")]
    [InlineData(
        """{"images": [], "annotations": [{"id": 4, "image_id": "x", "category_id": 1, "bbox": null}], "categories": []}""", "\"image_id\" is a text")]
    [InlineData("""{"images": [3], "annotations": [], "categories": []}""", "An entry of \"images\" is a number")]
    [InlineData("""{"images": [], "annotations": [], "categories": []} x""", "not JSON")]
    [InlineData("""{"images": [], "annotations": [], "categories": [{"id": 1.5, "name": "\ud800"}]}""",
        "\"id\" is a number, not an integer")]
    public void A_fault_is_reported_with_its_place(string json, string said) =>
        Assert.Contains(Faults(CocoJson.Parse(Encoding.UTF8.GetBytes(json), "t.json")),
            fault => fault.ToString().Contains(said, StringComparison.Ordinal));

    [Fact]
    public void All_faulty_entries_are_reported_at_once_and_lines_are_counted()
    {
        const string json =
            "{\"images\": [\n{\"file_name\": \"a\"},\n{\"id\": 2}], \"categories\": [], \"annotations\": [\n{\"id\": "
            + "1},\n{\"id\": 2, \"bbox\": [0]}]}";
        var faults = Faults(CocoJson.Parse(Encoding.UTF8.GetBytes(json), "t.json"));
        Assert.Equal(7, faults.Length);
        Assert.Contains(faults, fault => fault.Place.StartsWith("images[0], line 2", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Place.StartsWith("annotation 2, line 5", StringComparison.Ordinal));
    }

    [Fact]
    public void Bare_words_are_found_wherever_a_buffer_ends_and_texts_keep_theirs()
    {
        foreach (var word in new[] { "NaN", "nan", "Infinity", "-Infinity" })
            for (var pad = 65_450; pad < 65_550; pad++)
            {
                var json =
                    $$"""{"info": "NaN \" Infinity", "x": "{{new string(' ', pad)}}", "y": {{word}}, "images": [{"id": 1, "file_name": "NaN", "width": {{word}}}], "annotations": [], "categories": []}""";
                var faults = Faults(CocoJson.Parse(Encoding.UTF8.GetBytes(json), "t.json"));
                Assert.Equal(2, faults.Length);
                Assert.Contains("\"width\" is", faults[0].Message, StringComparison.Ordinal);
                Assert.Contains("2 times", faults[1].Message, StringComparison.Ordinal);
                var place = json.IndexOf(
                    word.TrimStart('-'), json.IndexOf("\"y\"", StringComparison.Ordinal), StringComparison.Ordinal);
                Assert.Equal($"line 1, column {place + 1}", faults[1].Place);
            }
    }

    [Property]
    public bool Short_numbers_are_read_to_the_last_bit(int whole, PositiveInt fraction, bool negative)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{Math.Abs((long)whole)}.{fraction.Get % 1_000_000}");
        return JsonNumbers.TryShort(Encoding.UTF8.GetBytes(text), out var number)
            && BitConverter.DoubleToInt64Bits(number)
                == BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1e5", false)]
    [InlineData("-0", true)]
    [InlineData("0.1", true)]
    [InlineData("0.30000000000001", true)]
    [InlineData("1234567890.12345", true)]
    [InlineData("9007199254740993", false)]
    public void Numbers_that_are_not_short_are_left_to_the_general_reader(string text, bool isShort)
    {
        Assert.Equal(isShort, JsonNumbers.TryShort(Encoding.UTF8.GetBytes(text), out var number));
        if (isShort)
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
                BitConverter.DoubleToInt64Bits(number));
    }

    [Fact]
    public void A_missing_file_is_a_value() =>
        Assert.Contains("does not exist", Faults(CocoJson.Read("no/such.json")).Single().Message,
            StringComparison.Ordinal);

    private static CocoAnnotations Good(string json) =>
        CocoJson.Parse(Encoding.UTF8.GetBytes(json), "t.json")
            .Match(content => content, faults => throw new InvalidOperationException(string.Join("\n", faults)));

    private static DataFault[] Faults(Validation<DataFault, CocoAnnotations> read) =>
        read.Match(_ => [], faults => faults.ToArray());

    /// <summary>Gives three bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(3, buffer.Length)]);
    }
}
