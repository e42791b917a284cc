using System.Text;
using System.Text.Json.Nodes;
using SkiaSharp;
using StableDino.Data;
using static StableDino.Data.DataFaultKind;

namespace StableDino.Properties.Data.Checking;

/// <summary>A seed for every kind of fault.</summary>
public static class Seeds
{
    /// <summary>Those that spoil an entry or two: any number of them can be injected together.</summary>
    public static IReadOnlyList<Seed> Entries { get; } =
    [
        Annotation(KeyMissing, (_, a) => a.Remove("bbox")),
        Annotation(WrongType, (_, a) => a["image_id"] = "one"),
        new(ImageIdRepeated, set =>
            SeededSet.Image(set.Train, set.NextId() + 500)["id"] = (long)set.Add(set.Train).Image["id"]!),
        Image(ImageSizeInvalid, (_, i) => i["width"] = 0),
        Image(ImageNameEmpty, (set, i) => Rename(set, i, "")),
        Image(ImageNameOutside, (set, i) => Rename(set, i, "../x.jpg")),
        new(ImageNameRepeated,
            set =>
                set.Train.Images.Add(
                    new JsonObject { ["id"] = set.NextId() + 2000, ["file_name"] = Name(set.Add(set.Train).Image),
                        ["width"] = 64, ["height"] = 48 })),
        Image(ImageCrowded, (set, i) =>
        {
            for (var n = 0; n < 301; n++) set.Annotation(set.Train, i, 1, n % 20, 1.5 + n / 20);
        }),
        Image(ImageMissing, (set, i) => set.Train.Files.Remove(Name(i))),
        new(ImageOrphaned, set =>
            set.Train.Files["orphan.jpg"] = SeededSet.Picture(64, 48, 999, SKEncodedImageFormat.Jpeg)),
        Image(ImageUndecodable, (set, i) => set.Train.Files[Name(i)] = "just text"u8.ToArray()),
        Image(ImageCutShort, (set, i) => set.Train.Files[Name(i)] = set.Train.Files[Name(i)][..^200]),
        Image(ImageSizeDiffers, (_, i) => i["height"] = 50),
        Image(ImageTooLarge,
            (set, i) => set.Train.Files[Name(i)] = PictureFiles.WithSize(set.Train.Files[Name(i)], 60000, 60000),
            SKEncodedImageFormat.Png),
        Image(ImageSideways, (set, i) =>
            set.Train.Files[Name(i)] = PictureFiles.WithOrientation(set.Train.Files[Name(i)], 3)),
        Image(ImageGrey, (set, i) =>
            set.Train.Files[Name(i)] = SeededSet.Picture(64, 48, 7, SKEncodedImageFormat.Jpeg, SKColorType.Gray8)),
        Image(ImageCmyk, (set, i) => set.Train.Files[Name(i)] = PictureFiles.Cmyk),
        Image(ImageTransparent,
            (set, i) =>
                set.Train.Files[Name(i)] =
                    SeededSet.Picture(64, 48, 8, SKEncodedImageFormat.Png, alpha: SKAlphaType.Unpremul),
            SKEncodedImageFormat.Png),
        Image(ImageAnimated, (set, i) =>
        {
            Rename(set, i, "animated.gif");
            set.Train.Files["animated.gif"] = PictureFiles.Animated;
        }),
        Image(ImageFormatDiffers,
            (set, i) => set.Train.Files[Name(i)] = SeededSet.Picture(64, 48, 9, SKEncodedImageFormat.Png)),
        new(ImageTwin,
            set => set.Train.Files[Name(set.Add(set.Train).Image)] = set.Train.Files[Name(set.Add(set.Train).Image)]),
        new(CategoryIdRepeated, set => Category(set, 3, "elk")),
        new(CategoryNameRepeated, set => Category(set, set.NextId(), "bird")),
        new(CategoryNamesAlike, set => Category(set, set.NextId(), "Ball ")),
        new(CategoryNameEmpty, set => Category(set, set.NextId(), "")),
        new(CategoryWithoutObjects, set => Category(set, set.NextId(), "unicorn")),
        Annotation(AnnotationIdRepeated, (set, a) => a["id"] = (long)set.Train.Annotations[0]!["id"]!),
        Annotation(AnnotationIdZero, (_, a) => a["id"] = 0),
        Annotation(AnnotationImageUnknown, (_, a) => a["image_id"] = 99999),
        Annotation(AnnotationCategoryUnknown, (_, a) => a["category_id"] = 99999),
        new(IdGaps, set => set.Add(set.Train)),
        Box(BoxNotFinite, 10, 12, double.PositiveInfinity, 16),
        Box(BoxInverted, 30, 28, -20, -16),
        Box(BoxEmpty, 10, 12, 0, 16),
        Box(BoxOutside, 100, 12, 20, 16),
        Annotation(BoxOverEdge, (_, a) => Put(a, 54, 12, 20, 16)),
        Annotation(BoxTiny, (_, a) => Put(a, 10, 12, 20, 0.5)),
        new(BoxRepeated, set => set.Annotation(set.Train, set.Add(set.Train).Image, 1, 10, 12)),
        Annotation(AreaInvalid, (_, a) => a["area"] = -1),
        Annotation(AreaDiffers, (_, a) => a["area"] = 100),
        Annotation(AreaDiffers, (_, a) =>
        {
            a["area"] = 3000;
            a.Remove("segmentation");
        }),
        Annotation(CrowdWithoutRunLengths, (_, a) => a["iscrowd"] = 1),
        Mask(PolygonOdd, new JsonArray(SeededSet.Numbers(10, 12, 30, 12, 30, 28, 10))),
        Mask(PolygonShort, new JsonArray(SeededSet.Numbers(10, 12, 30, 28))),
        Mask(PolygonNotFinite, new JsonArray(SeededSet.Numbers(10, 12, double.PositiveInfinity, 12, 30, 28))),
        Annotation(PolygonOverEdge, (_, a) =>
        {
            Put(a, 44, 12, 20, 16);
            a["segmentation"] = new JsonArray(SeededSet.Numbers(44, 12, 66, 12, 66, 28, 44, 28));
        }),
        Mask(RunLengthsSum, Runs(48, 64, SeededSet.Numbers(500, 100))),
        Mask(RunLengthsSize, Runs(24, 32, SeededSet.Numbers(500, 268))),
        Mask(RunLengthsDamaged, Runs(48, 64, "~~")),
        Mask(MaskEmpty, Runs(48, 64, SeededSet.Numbers(48 * 64))),
        Mask(MaskBoxDiffers, new JsonArray(SeededSet.Numbers(40, 30, 60, 30, 60, 46, 40, 46))),
        Annotation(MaskMissing, (_, a) => a.Remove("segmentation")),
        Image(ImageWithoutObjects, (set, _) => SeededSet.Image(set.Train, set.NextId() + 3000)),
        new(SplitCategoryMissing, set => set.Train.Categories.Add(Entry(set.NextId(), "zebra"))),
        new(SplitCategoryMisspelt, set => Category(set, set.NextId(), "giraffe", "girafe")),
        new(SplitCategoryRenamed, set => Category(set, set.NextId(), "table", "lamp")),
        new(SplitCategoryUnlearnt, set =>
        {
            var id = set.NextId();
            Category(set, id, "quagga");
            set.Annotation(set.Val, set.Add(set.Val).Image, id, 20, 20);
        }),
        new(SplitLeak,
            set => set.Val.Files[Name(set.Add(set.Val).Image)] = set.Train.Files[Name(set.Add(set.Train).Image)]),
    ];

    /// <summary>Those that spoil a whole file: one at a time.</summary>
    public static IReadOnlyList<Seed> Files { get; } =
    [
        new(FileMissing, set => set.Train.AfterWriting = (file, _) => File.Delete(file)),
        new(FileMissing, set => set.Train.AfterWriting = (_, folder) => Directory.Delete(folder, recursive: true)),
        new(FileUnreadable, set => set.Train.AfterWriting = (file, _) =>
        {
            File.Delete(file);
            Directory.CreateDirectory(file);
        }),
        Bytes(FileEmpty, _ => []),
        Text(JsonInvalid, text => text.Replace("\"images\":", "\"images\" =", StringComparison.Ordinal)),
        Bytes(JsonCutShort, bytes => bytes[..(bytes.Length / 2)]),
        Text(JsonTooDeep, text => text.Replace("\"seeded\"", new string('[', 1000), StringComparison.Ordinal)),
        Bytes(NotUtf8, bytes => [.. bytes[..26], 0xE9, .. bytes[27..]]),
        Bytes(NotUtf8, bytes => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))]),
        Text(ListMissing, text => text.Replace("\"categories\"", "\"classes\"", StringComparison.Ordinal)),
        Text(ListMissing, _ => "[]"),
        Text(ListMissing, _ => """{"images": [], "annotations": {}, "categories": []}"""),
        Text(ListRepeated, text =>
            text.Replace("\"images\":", "\"categories\": [], \"images\":", StringComparison.Ordinal)),
        new([ImagesNone, ImageOrphaned], set =>
        {
            set.Train.Images.Clear();
            set.Train.Annotations.Clear();
        }) { Also = [AnnotationsNone] },
        new([CategoriesNone], set =>
        {
            foreach (var split in new[] { set.Train, set.Val })
            {
                split.Categories.Clear();
                split.Annotations.Clear();
            }
        }) { Also = [AnnotationsNone] },
        new([AnnotationsNone], set => set.Train.Annotations.Clear()),
        new([JsonInvalid, BoxNotFinite], set =>
        {
            ((JsonArray)set.Add(set.Train).Annotation["bbox"]!)[2] = 123456.5;
            set.Train.Reword = text => text.Replace("123456.5", "NaN", StringComparison.Ordinal);
        }),
        new(BoxesRelative, set => EachBox(set, box => [box[0] / 64, box[1] / 48, box[2] / 64, box[3] / 48])),
        new(BoxesRelative, set =>
        {
            set.Annotation(set.Train, set.Add(set.Train).Image, 1, 44, 30);
            EachBox(set, box => [(box[0] + box[2] / 2) / 64, (box[1] + box[3] / 2) / 48, box[2] / 64, box[3] / 48]);
        }),
        new(BoxesAsCorners, set =>
        {
            var image = set.Add(set.Train).Image;
            for (var n = 0; n < 14; n++) set.Annotation(set.Train, image, 1, 30 + n, 30);
            EachBox(set, box => [box[0], box[1], box[0] + box[2], box[1] + box[3]]);
        }),
    ];

    private static Seed Annotation(DataFaultKind kind, Action<SeededSet, JsonObject> spoil) =>
        new(kind, set => spoil(set, set.Add(set.Train).Annotation));

    private static Seed Image(DataFaultKind kind, Action<SeededSet, JsonObject> spoil,
        SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg) =>
        new(kind, set => spoil(set, set.Add(set.Train, format).Image));

    private static Seed Box(DataFaultKind kind, params double[] box) =>
        Annotation(kind, (_, a) => a["bbox"] = SeededSet.Numbers(box));

    private static Seed Mask(DataFaultKind kind, JsonNode mask) => Annotation(kind, (_, a) =>
    {
        a["segmentation"] = mask.DeepClone();
        if (mask is JsonObject) a["iscrowd"] = 1;
    });

    private static Seed Text(DataFaultKind kind, Func<string, string> change) =>
        new(kind, set => set.Train.Reword = change);

    private static Seed Bytes(DataFaultKind kind, Func<byte[], byte[]> change) =>
        new(kind, set => set.Train.Rewrite = change);

    private static void EachBox(SeededSet set, Func<double[], double[]> change)
    {
        foreach (var annotation in set.Train.Annotations)
            annotation!["bbox"] =
                SeededSet.Numbers(change([.. annotation["bbox"]!.AsArray().Select(number => (double)number!)]));
    }

    private static void Put(JsonObject a, double x, double y, double width, double height)
    {
        a["bbox"] = SeededSet.Numbers(x, y, width, height);
        a["area"] = width * height;
        a["segmentation"] = new JsonArray(SeededSet.Numbers(x, y, x + width, y, x + width, y + height, x, y + height));
    }

    private static JsonObject Runs(int height, int width, JsonNode counts) =>
        new() { ["size"] = new JsonArray(height, width), ["counts"] = counts };

    private static void Category(SeededSet set, long id, string name, string? nameInVal = null)
    {
        set.Train.Categories.Add(Entry(id, name));
        set.Val.Categories.Add(Entry(id, nameInVal ?? name));
    }

    private static JsonObject Entry(long id, string name) => new() { ["id"] = id, ["name"] = name };

    private static string Name(JsonObject image) => (string)image["file_name"]!;

    private static void Rename(SeededSet set, JsonObject image, string name)
    {
        set.Train.Files.Remove(Name(image));
        image["file_name"] = name;
    }
}
