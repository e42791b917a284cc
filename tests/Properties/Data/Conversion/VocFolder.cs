using SkiaSharp;
using StableDino.Properties.Data.Checking;

namespace StableDino.Properties.Data.Conversion;

/// <summary>A small Pascal VOC data set: three pictures of 64 × 48, lists for two splits.</summary>
public static class VocFolder
{
    public const string Page = """
        <annotation>
          <folder>VOC</folder><filename>wrong name.jpg</filename>
          <size><width>64</width><height>48</height><depth>3</depth></size>
          <object><name>bird</name><truncated>1</truncated><difficult>0</difficult><bndbox><xmin>11</xmin><ymin>13</ymin><xmax>30</xmax><ymax>28</ymax></bndbox>
            <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part></object>
          <object><name>ball</name><bndbox><ymax>48</ymax><xmax>64.0</xmax><ymin>1</ymin><xmin>1</xmin></bndbox><difficult>1</difficult></object>
        </annotation>
        """;

    public static string Write(string root)
    {
        foreach (var folder in new[] { "Annotations", "JPEGImages", Path.Combine("ImageSets", "Main") })
            Directory.CreateDirectory(Path.Combine(root, folder));
        foreach (var (name, seed) in new[] { ("a", 1), ("b", 2), ("c", 3) })
        {
            File.WriteAllBytes(Path.Combine(root, "JPEGImages", $"{name}.jpg"),
                SeededSet.Picture(64, 48, seed, SKEncodedImageFormat.Jpeg));
            File.WriteAllText(Path.Combine(root, "Annotations", $"{name}.xml"), Page);
        }
        File.WriteAllText(Path.Combine(root, "ImageSets", "Main", "train.txt"), "a\nb\n");
        File.WriteAllText(Path.Combine(root, "ImageSets", "Main", "val.txt"), "c\n");
        File.WriteAllText(Path.Combine(root, "ImageSets", "Main", "trainval.txt"), "a\nb\nc\n");
        File.WriteAllText(Path.Combine(root, "ImageSets", "Main", "bird_train.txt"), "a  1\nb -1\n");
        return root;
    }
}
