using System.Globalization;
using System.Xml;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// Writes Pascal VOC folders: <c>Annotations</c>, <c>JPEGImages</c> and the lists of <c>ImageSets/Main</c>.
/// </summary>
internal static class VocWriter
{
    public static void Write(SplitReport split, string target, FaultList faults, Action<CheckProgress>? progress)
    {
        var (images, name) = (split.Sound.Images, YoloWriter.ShortName(split.Paths.Name));
        var (byImage, names) =
            (split.Sound.Annotations.ToLookup(a => a.ImageId), new ClassList(split.Sound.Categories));
        ImageCopies.Write(images.Select(image => image.FileName), split.Paths.Images,
            Path.Combine(target, "JPEGImages"), name, progress);
        foreach (var image in images)
        {
            var path = Path.Combine(target, "Annotations", Path.ChangeExtension(image.FileName, ".xml"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true });
            Page(xml, image, byImage[image.Id].SelectMany(a => Target.Of(a, image, names)), names);
        }
        Directory.CreateDirectory(Path.Combine(target, "ImageSets", "Main"));
        File.WriteAllLines(Path.Combine(target, "ImageSets", "Main", $"{name}.txt"),
            images.Select(image => Path.GetFileNameWithoutExtension(image.FileName)));
        Loss(split.Sound.Annotations.Count(a => a.IsCrowd), "crowds have no place in VOC's format; they are left out");
        Loss(split.Sound.Annotations.Count(a => a.Segmentation.IsSome), "masks are left out: boxes are written");

        void Loss(int count, string what)
        {
            if (count > 0)
                faults.Add(
                    new DataFault(DataFaultKind.ConversionLoss, $"{count} {what}.", split.Paths.Annotations, "", ""));
        }
    }

    private static void Page(XmlWriter xml, CocoImage image, IEnumerable<TargetBox> boxes, ClassList names)
    {
        xml.WriteStartElement("annotation");
        xml.WriteElementString("filename", image.FileName);
        xml.WriteStartElement("size");
        xml.WriteElementString("width", Text(image.Width));
        xml.WriteElementString("height", Text(image.Height));
        xml.WriteElementString("depth", "3");
        xml.WriteEndElement();
        foreach (var box in boxes)
        {
            xml.WriteStartElement("object");
            xml.WriteElementString("name", names.Names[box.Class]);
            xml.WriteElementString("truncated", "0");
            xml.WriteElementString("difficult", "0");
            xml.WriteStartElement("bndbox");
            xml.WriteElementString("xmin", Text(box.X0 + 1));
            xml.WriteElementString("ymin", Text(box.Y0 + 1));
            xml.WriteElementString("xmax", Text(box.X1));
            xml.WriteElementString("ymax", Text(box.Y1));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
