using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SkiaSharp;

namespace StableDino.Properties.Data.Checking;

/// <summary>
/// A good data set of two splits as text and bytes, for faults to be injected in before it is written.
/// </summary>
public sealed class SeededSet
{
    private long _nextId = 10;

    public SeededSet()
    {
        foreach (var split in new[] { Train, Val })
        {
            split.Folder = split == Train ? "train2017" : "val2017";
            foreach (var (id, name) in new[] { (1, "ball"), (2, "bird"), (3, "deer") })
                split.Categories.Add(new JsonObject { ["id"] = id, ["name"] = name });
            var shift = split == Train ? 0 : 100;
            for (var i = 1; i <= 3; i++)
            {
                var image = Image(split, shift + i);
                for (var category = 1; category <= 3; category++)
                    Annotation(split, image, category, 4 + 2 * i, 6 + 3 * category);
            }
        }
    }

    public SeededSplit Train { get; } = new();

    public SeededSplit Val { get; } = new();

    /// <summary>An id that nothing uses yet.</summary>
    public long NextId() => _nextId++;

    /// <summary>Adds a picture with one sound object, for a fault to be injected in.</summary>
    public (JsonObject Image, JsonObject Annotation) Add(
        SeededSplit split, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        var image = Image(split, 1000 + NextId(), format);
        return (image, Annotation(split, image, 1, 10, 12));
    }

    /// <summary>A picture of 64 × 48 unlike any other.</summary>
    public static JsonObject Image(SeededSplit split, long id, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{id:D6}.{(format == SKEncodedImageFormat.Jpeg ? "jpg" : "png")}");
        split.Files[name] = Picture(64, 48, (int)id, format);
        var image = new JsonObject { ["id"] = id, ["file_name"] = name, ["width"] = 64, ["height"] = 48 };
        split.Images.Add(image);
        return image;
    }

    /// <summary>A sound object of 20 × 16 pixels, with a polygon as large.</summary>
    public JsonObject Annotation(SeededSplit split, JsonObject image, long category, double x, double y)
    {
        var annotation = new JsonObject
        {
            ["id"] = NextId(), ["image_id"] = (long)image["id"]!, ["category_id"] = category, ["iscrowd"] = 0,
            ["bbox"] = Numbers(x, y, 20, 16), ["area"] = 320,
            ["segmentation"] = new JsonArray(Numbers(x, y, x + 20, y, x + 20, y + 16, x, y + 16)),
        };
        split.Annotations.Add(annotation);
        return annotation;
    }

    public static JsonArray Numbers(params double[] numbers) =>
        new([.. numbers.Select(number => JsonValue.Create(number))]);

    public static byte[] Picture(int width, int height, int seed, SKEncodedImageFormat format,
        SKColorType type = SKColorType.Rgba8888, SKAlphaType alpha = SKAlphaType.Opaque)
    {
        using var bitmap = new SKBitmap(width, height, type, alpha);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y,
                    new SKColor((byte)(x * 37 + y * 11 + seed), (byte)(x * y + 3 * seed),
                        (byte)(255 - x - y + 7 * (seed >> 8)),
                        alpha == SKAlphaType.Opaque ? (byte)255 : (byte)(x * 4)));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>Writes the set below a folder, which is answered.</summary>
    public string Write(string root)
    {
        foreach (var split in new[] { Train, Val })
        {
            Directory.CreateDirectory(Path.Combine(root, "annotations"));
            Directory.CreateDirectory(Path.Combine(root, split.Folder));
            File.WriteAllBytes(Path.Combine(root, "annotations", $"instances_{split.Folder}.json"),
                split.Rewrite(Encoding.UTF8.GetBytes(split.Reword(split.Text))));
            foreach (var (name, bytes) in split.Files)
                File.WriteAllBytes(Path.Combine(root, split.Folder, name), bytes);
            split.AfterWriting(
                Path.Combine(root, "annotations", $"instances_{split.Folder}.json"), Path.Combine(root, split.Folder));
        }
        return root;
    }
}
