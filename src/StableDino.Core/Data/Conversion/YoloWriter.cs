using System.Globalization;
using System.Text;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// Writes YOLO folders: <c>images/&lt;split&gt;</c>, <c>labels/&lt;split&gt;</c> and <c>data.yaml</c>.
/// </summary>
internal static class YoloWriter
{
    public static void Write(SplitReport split, string target, FaultList faults, Action<CheckProgress>? progress)
    {
        var (images, classes, name) =
            (split.Sound.Images, new ClassList(split.Sound.Categories), ShortName(split.Paths.Name));
        var byImage = split.Sound.Annotations.ToLookup(a => a.ImageId);
        ImageCopies.Write(images.Select(image => image.FileName), split.Paths.Images,
            Path.Combine(target, "images", name), name, progress);
        var (crowds, masks) = (0, 0);
        foreach (var image in images)
        {
            var text = new StringBuilder();
            foreach (var a in byImage[image.Id])
            {
                if (a.IsCrowd) crowds++;
                if (a.Segmentation.IsSome) masks++;
                if (Target.Of(a, image, classes).Case is TargetBox box) Line(text, box, image);
            }
            var path = Path.Combine(target, "labels", name, Path.ChangeExtension(image.FileName, ".txt"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text.ToString());
        }
        Loss(crowds, "crowds have no place in YOLO's format; they are left out");
        Loss(masks, "masks are left out: boxes are written");

        void Loss(int count, string what)
        {
            if (count > 0)
                faults.Add(
                    new DataFault(DataFaultKind.ConversionLoss, $"{count} {what}.", split.Paths.Annotations, "", ""));
        }
    }

    public static void WriteNames(DataReport report, string target)
    {
        var text = new StringBuilder("path: .\n");
        foreach (var name in report.Splits.Select(split => ShortName(split.Paths.Name)))
            text.Append(CultureInfo.InvariantCulture, $"{name}: images/{name}\n");
        text.Append("names:\n");
        foreach (var (index, name) in new ClassList(report.Splits[0].Sound.Categories).Names.Index())
            text.Append(CultureInfo.InvariantCulture, $"  {index}: \"{Escaped(name)}\"\n");
        File.WriteAllText(Path.Combine(target, "data.yaml"), text.ToString());
    }

    private static string Escaped(string name) =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary><c>train2017</c> is <c>train</c> there, and so on.</summary>
    internal static string ShortName(string split) =>
        split switch { "train2017" => "train", "val2017" => "val", "test2017" => "test", _ => split };

    private static void Line(StringBuilder text, TargetBox box, CocoImage image) => text.Append(
        CultureInfo.InvariantCulture,
        $"{box.Class} {(box.X0 + box.X1) / 2 / image.Width:R} {(box.Y0 + box.Y1) / 2 / image.Height:R} "
        + $"{(box.X1 - box.X0) / image.Width:R} {(box.Y1 - box.Y0) / image.Height:R}\n");
}
