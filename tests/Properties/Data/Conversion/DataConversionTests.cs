using System.Text;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Properties.Data.Checking;

namespace StableDino.Properties.Data.Conversion;

public sealed class DataConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data.yaml")]
    [InlineData("classes.txt")]
    public void Yolo_boxes_and_polygons_become_coco_annotations(string names)
    {
        var converted = Converted(DataFormat.Yolo, YoloFolder.Write(_folder["yolo"], names));
        Assert.Empty(Alarms(converted));
        Assert.Equal(["train2017", "val2017"], converted.Splits.Select(split => split.Name));
        var train = converted.Check.Splits[0].Sound;
        Assert.Equal([new CocoCategory(1, "ball"), new CocoCategory(2, "bird, small")],
            train.Categories.AsEnumerable());
        Assert.Equal([new CocoImage(1, "a.jpg", 64, 48), new CocoImage(2, "b.jpg", 64, 48)],
            train.Images.AsEnumerable());
        Assert.Equal(new CocoAnnotation(1, 1, 2, 24, 12, 16, 24, 384, IsCrowd: false, default), train.Annotations[0]);
        var polygon = train.Annotations[1];
        Assert.Equal((1L, 16, 12, 32, 24, 384),
            (polygon.CategoryId, polygon.X, polygon.Y, polygon.Width, polygon.Height, polygon.Area));
        Assert.Equal([16, 12, 48, 12, 48, 36],
            Assert.IsType<Segmentation.Polygons>(polygon.Segmentation.Case).Rings[0].AsEnumerable());
        Assert.Equal(File.ReadAllBytes(_folder["yolo", "images", "val", "b.jpg"]),
            File.ReadAllBytes(_folder["coco", "val2017", "b.jpg"]));
    }

    [Fact]
    public void Voc_boxes_lose_the_pixel_that_counting_from_1_adds()
    {
        var converted = Converted(DataFormat.Voc, VocFolder.Write(_folder["voc"]));
        Assert.Equal([DataFaultKind.ConversionLoss], Alarms(converted).Distinct());
        Assert.Equal([("train2017", 2, 4), ("val2017", 1, 2)], converted.Splits.AsEnumerable());
        var train = converted.Check.Splits[0].Sound;
        Assert.Equal(["ball", "bird"], train.Categories.Select(category => category.Name));
        Assert.Equal(new CocoAnnotation(1, 1, 2, 10, 12, 20, 16, 320, IsCrowd: false, default), train.Annotations[0]);
        Assert.Equal(new CocoAnnotation(2, 1, 1, 0, 0, 64, 48, 64 * 48, IsCrowd: false, default), train.Annotations[1]);
        var text = File.ReadAllText(_folder["coco", "annotations", "instances_train2017.json"]);
        Assert.Contains("\"difficult\":0,\"truncated\":1", text, StringComparison.Ordinal);
        Assert.Contains("\"difficult\":1,\"truncated\":0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Voc_boxes_that_begin_at_0_are_reported_and_taken_as_they_are()
    {
        var root = VocFolder.Write(_folder["voc"]);
        File.WriteAllText(_folder["voc", "Annotations", "a.xml"],
            VocFolder.Page.Replace("<xmin>11</xmin>", "<xmin>0</xmin>", StringComparison.Ordinal));
        var converted = Converted(DataFormat.Voc, root);
        Assert.Contains(converted.Faults, fault => fault.Message.Contains("count from 0", StringComparison.Ordinal));
        Assert.Equal((0, 13, 30, 15), Box(converted.Check.Splits[0].Sound.Annotations[0]));
    }

    public static TheoryData<string, string, DataFaultKind, int> YoloFaults => new()
    {
        { "labels/train/a.txt", "1 0.5 0.5 0.25", DataFaultKind.LabelLineInvalid, 0 },
        { "labels/train/a.txt", "1 0.5 0.5 0.25 0.5 0.9", DataFaultKind.LabelLineInvalid, 0 },
        { "labels/train/a.txt", "1 0.5 0.5 0.25 nan", DataFaultKind.LabelLineInvalid, 0 },
        { "labels/train/a.txt", "bird 0.5 0.5 0.25 0.5", DataFaultKind.LabelLineInvalid, 0 },
        { "labels/train/a.txt", "1 32 24 16 24", DataFaultKind.LabelNotRelative, 1 },
        { "labels/train/a.txt", "2 0.5 0.5 0.25 0.5", DataFaultKind.LabelClassUnknown, 0 },
        { "labels/train/lost.txt", "1 0.5 0.5 0.25 0.5", DataFaultKind.LabelOrphaned, 2 },
        { "images/train/a.jpg", "just text", DataFaultKind.ImageUndecodable, 0 },
        { "data.yaml", "nc: 2", DataFaultKind.NamesInvalid, 2 },
        { "data.yaml", "names: [a, {b: c}]", DataFaultKind.NamesInvalid, 2 },
        { "data.yaml", "names: \"", DataFaultKind.NamesInvalid, 2 },
        {
            "data.yaml", $"train: {new string('[', 40)}{new string(']', 40)}\nnames: [a, b]",
            DataFaultKind.NamesInvalid, 2
        },
    };

    [Theory, MemberData(nameof(YoloFaults))]
    public void An_edge_case_in_yolo_folders_is_reported(string file, string content, DataFaultKind kind, int left)
    {
        var root = YoloFolder.Write(_folder["yolo"]);
        File.WriteAllText(Path.Combine(root, file), content);
        var converted = Converted(DataFormat.Yolo, root);
        Assert.Contains(converted.Faults,
            fault => fault.Kind == kind && fault.File.Contains(file, StringComparison.Ordinal));
        Assert.Equal(left, converted.Check.Splits[0].Sound.Annotations.Length);
    }

    [Fact]
    public void Without_names_classes_are_numbered_and_images_without_labels_are_background()
    {
        var root = YoloFolder.Write(_folder["yolo"], names: "");
        File.Delete(Path.Combine(root, "labels", "val", "b.txt"));
        var converted = Converted(DataFormat.Yolo, root);
        Assert.Equal([DataFaultKind.NamesMissing, DataFaultKind.LabelMissing],
            converted.Faults.SelectMany(fault => fault.Kind));
        Assert.Equal(["class-0", "class-1"],
            converted.Check.Splits[0].Sound.Categories.Select(category => category.Name));
        Assert.Equal(2, converted.Check.Splits[1].Sound.Images.Length);
    }

    public static TheoryData<string, DataFaultKind> VocFaults => new()
    {
        { "<annotation><object>", DataFaultKind.XmlInvalid },
        { "<html/>", DataFaultKind.XmlInvalid },
        { Bomb, DataFaultKind.XmlDocumentType },
        { "<!DOCTYPE annotation SYSTEM \"file:///etc/passwd\"><annotation/>", DataFaultKind.XmlDocumentType },
        { VocFolder.Page.Replace("<name>bird</name>", "", StringComparison.Ordinal), DataFaultKind.LabelLineInvalid },
        { VocFolder.Page.Replace("<xmin>11</xmin>", "<xmin>left</xmin>", StringComparison.Ordinal),
            DataFaultKind.LabelLineInvalid },
    };

    [Theory, MemberData(nameof(VocFaults))]
    public void An_edge_case_in_voc_folders_is_reported(string page, DataFaultKind kind)
    {
        var root = VocFolder.Write(_folder["voc"]);
        File.WriteAllText(_folder["voc", "Annotations", "a.xml"], page);
        File.WriteAllText(_folder["voc", "Annotations", "lost.xml"], page);
        var converted = Converted(DataFormat.Voc, root);
        Assert.Contains(converted.Faults,
            fault => fault.Kind == kind && fault.File.EndsWith("a.xml", StringComparison.Ordinal)
                && (fault.Place.StartsWith("line ", StringComparison.Ordinal) || page == "<html/>"));
        // the lists do not name it
        Assert.DoesNotContain(converted.Faults, fault => fault.Kind == DataFaultKind.LabelOrphaned);
        Assert.Equal(kind == DataFaultKind.LabelLineInvalid ? 3 : 2,
            converted.Check.Splits[0].Sound.Annotations.Length);
    }

    [Fact]
    public void A_deep_page_of_xml_is_survived()
    {
        var root = VocFolder.Write(_folder["voc"]);
        const int deep = 200_000;
        File.WriteAllText(_folder["voc", "Annotations", "a.xml"],
            new StringBuilder("<annotation>").Insert(12, "<a>", deep).Insert(12 + 3 * deep, "</a>", deep)
                .Append("</annotation>").ToString());
        var converted = Converted(DataFormat.Voc, root);
        Assert.Equal(2, converted.Check.Splits[0].Sound.Annotations.Length);
        var place = $"line 1, column {14 + 3 * VocElement.Deepest}";
        Assert.Contains(converted.Faults, fault => fault.Kind == DataFaultKind.XmlInvalid && fault.Place == place);
    }

    [Theory]
    [InlineData(DataFormat.Voc)]
    [InlineData(DataFormat.Yolo)]
    public void There_and_back_keeps_images_classes_and_boxes(DataFormat format)
    {
        var set = new SeededSet();
        var back = Converted(format, Written(format, set.Write(_folder["set"])));
        var before = DataCheck.Run(_folder["set"], ["train2017", "val2017"], CheckDepth.Headers);
        Assert.DoesNotContain(back.AllFaults, fault => fault.IsError);
        foreach (var (old, now) in before.Splits.Zip(back.Check.Splits))
        {
            Assert.Equal(old.Sound.Images.Select(image => image.FileName).Order(StringComparer.Ordinal),
                now.Sound.Images.Select(image => image.FileName));
            Assert.Equal(Named(old.Sound), Named(now.Sound));
        }
    }

    [Fact]
    public void What_the_other_format_cannot_hold_is_reported_and_errors_are_refused()
    {
        var set = new SeededSet();
        set.Train.Annotations[0]!["iscrowd"] = 1;
        var written = DataConversion.FromCoco(DataFormat.Yolo, set.Write(_folder["set"]), _folder["yolo"])
            .Match(converted => converted, _ => throw new InvalidOperationException());
        Assert.Equal(["1 crowds", "9 masks", "9 masks"],
            written.Faults.Select(fault => string.Join(' ', fault.Message.Split(' ').Take(2))));
        set.Train.Annotations[0]!["bbox"] = SeededSet.Numbers(30, 28, -20, -16);
        Assert.True(DataConversion.FromCoco(DataFormat.Voc, set.Write(_folder["broken"]), _folder["voc"]).IsLeft);
        Assert.False(Directory.Exists(_folder["voc"]));
    }

    /// <summary>A billion laughs: nine entities, each ten of the one before.</summary>
    private static string Bomb =>
        "<!DOCTYPE a [<!ENTITY a0 \"ha\">"
        + string.Concat(Enumerable.Range(1, 9)
            .Select(i => $"<!ENTITY a{i} \"{string.Concat(Enumerable.Repeat($"&a{i - 1};", 10))}\">"))
        + "]><annotation>&a9;</annotation>";

    private ConvertedData Converted(DataFormat from, string root) =>
        DataConversion.ToCoco(from, root, _folder["coco"])
            .Match(converted => converted,
                faults => throw new InvalidOperationException(string.Join('\n', faults.AsEnumerable())));

    private string Written(DataFormat to, string root) =>
        DataConversion.FromCoco(to, root, _folder["other"])
            .Match(converted => converted.Folder,
                faults => throw new InvalidOperationException(string.Join('\n', faults.AsEnumerable())));

    private static IEnumerable<DataFaultKind> Alarms(ConvertedData converted) =>
        converted.AllFaults.Where(fault => fault.Severity != DataFaultSeverity.Information)
            .SelectMany(fault => fault.Kind);

    private static (double, double, double, double) Box(CocoAnnotation a) =>
        (Math.Round(a.X, 6), Math.Round(a.Y, 6), Math.Round(a.Width, 6), Math.Round(a.Height, 6));

    private static IEnumerable<string> Named(CocoAnnotations content)
    {
        var (names, files) = (content.Categories.ToDictionary(category => category.Id, category => category.Name),
            content.Images.ToDictionary(image => image.Id, image => image.FileName));
        return content.Annotations.Select(a => $"{files[a.ImageId]} {names[a.CategoryId]} {Box(a)}")
            .Order(StringComparer.Ordinal);
    }
}
