using System.Text;
using SkiaSharp;

namespace StableDino.Properties.Data;

/// <summary>
/// Small data sets, sound or broken in one way each, written to a temporary folder that goes with this object.
/// </summary>
public sealed class BrokenTrees : IDisposable
{
    private const string Sound = """
        {"images": [{"id": 1, "file_name": "1.jpg", "width": 58, "height": 77}, {"id": 2, "file_name": "2.png", "width": 60, "height": 52}],
         "annotations": [
         {"id": 1, "image_id": 1, "category_id": 8, "bbox": [26.0, 29.5, 14.0, 11.0], "area": 154.0, "iscrowd": 0, "segmentation": [[26, 29, 40, 29, 40, 40]]},
         {"id": 2, "image_id": 1, "category_id": 8, "bbox": [0.0, 10.5, 31.0, 66.5], "area": 2061.5, "iscrowd": 0, "segmentation": []},
         {"id": 3, "image_id": 2, "category_id": 5, "bbox": [1.5, 9.0, 38.0, 17.5], "area": 665.0, "iscrowd": 0},
         {"id": 4, "image_id": 2, "category_id": 28, "bbox": [25.5, 15.0, 19.0, 19.0], "area": 361.0, "iscrowd": 0}],
         "categories": [{"id": 28, "name": "ball"}, {"id": 1, "name": "bird"}, {"id": 5, "name": "cattle"}, {"id": 8, "name": "deer"}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("trees-").FullName;

    /// <summary>A tree nothing is wrong with: 2 images, 4 boxes.</summary>
    public string Valid() => Bytes(json => json);

    /// <summary>A tree whose annotation text is changed.</summary>
    public string Changed(string from, string to)
    {
        Assert.Contains(from, Sound, StringComparison.Ordinal);
        return Tree(json => json.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>A tree whose annotation text is made again.</summary>
    public string Tree(Func<string, string> text) =>
        Bytes(json => Encoding.UTF8.GetBytes(text(Encoding.UTF8.GetString(json))));

    /// <summary>A tree whose annotation bytes are made again.</summary>
    public string Bytes(Func<byte[], byte[]> bytes)
    {
        var root = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(root, "annotations"));
        Directory.CreateDirectory(Path.Combine(root, "train2017"));
        File.WriteAllBytes(Path.Combine(root, "annotations", "instances_train2017.json"),
            bytes(Encoding.UTF8.GetBytes(Sound)));
        Picture(Path.Combine(root, "train2017", "1.jpg"), 58, 77, SKEncodedImageFormat.Jpeg);
        Picture(Path.Combine(root, "train2017", "2.png"), 60, 52, SKEncodedImageFormat.Png);
        return root;
    }

    /// <summary>A sound tree, one of whose image files is changed.</summary>
    public string ImageChanged(string name, Func<byte[], byte[]> change)
    {
        var root = Valid();
        var path = Path.Combine(root, "train2017", name);
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
        return root;
    }

    /// <summary>A noisy picture, so that its file has a body worth cutting.</summary>
    public static void Picture(string path, int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 37 + y * 11), (byte)(x * y), (byte)(255 - x - y)));
        using var data = bitmap.Encode(format, 90);
        File.WriteAllBytes(path, data.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
