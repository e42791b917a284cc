using SkiaSharp;
using StableDino.Properties.Data.Checking;

namespace StableDino.Properties.Data.Conversion;

/// <summary>A small YOLO data set: two splits of two pictures of 64 × 48.</summary>
public static class YoloFolder
{
    public static string Write(string root, string names = "data.yaml")
    {
        var seed = 0;
        foreach (var split in new[] { "train", "val" })
        {
            Directory.CreateDirectory(Path.Combine(root, "images", split));
            Directory.CreateDirectory(Path.Combine(root, "labels", split));
            foreach (var name in new[] { "a", "b" })
                File.WriteAllBytes(Path.Combine(root, "images", split, $"{name}.jpg"),
                    SeededSet.Picture(64, 48, ++seed, SKEncodedImageFormat.Jpeg));
            File.WriteAllText(
                Path.Combine(root, "labels", split, "a.txt"), "1 0.5 0.5 0.25 0.5\n0 0.25 0.25 0.75 0.25 0.75 0.75\n");
            File.WriteAllText(Path.Combine(root, "labels", split, "b.txt"), "\n");
        }
        if (names == "data.yaml")
            File.WriteAllText(Path.Combine(root, names),
                "path: /elsewhere\ntrain: images/train\nval: images/val\nnc: 2\nnames:\n  0: ball\n  1: 'bird, "
                + "small'\n");
        if (names == "classes.txt") File.WriteAllText(Path.Combine(root, names), "ball\nbird, small\n");
        return root;
    }
}
