using System.Text;
using StableDino.Foundation;

namespace StableDino.Benchmarks;

/// <summary>
/// Writes an annotation file of COCO train2017's size and build: scattered ids, keys of its own, polygons of about 24
/// points with two decimals.
/// </summary>
public static class CocoScale
{
    private const int Width = 640, Height = 480, Categories = 80, EveryCrowd = 85;

    /// <summary>Writes the file; the same arguments write the same bytes.</summary>
    public static void Write(string path, int images, int annotations)
    {
        using var text = new StreamWriter(
            path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 20);
        text.Write(
            """{"info": {"description": "generated", "version": "1.0", "year": 2017}, "licenses": [{"id": 1, "name": "none", "url": ""}], "images": [""");
        for (var i = 0; i < images; i++)
        {
            if (i > 0) text.Write(", ");
            text.Write(
                string.Create(null,
                    $"{{\"license\": 1, \"file_name\": \"{ImageId(i):D12}.jpg\", \"coco_url\": "
                    + $"\"http://example.com/train2017/{ImageId(i):D12}.jpg\", \"height\": {Height}, \"width\": "
                    + $"{Width}, \"date_captured\": \"2013-11-14 11:18:45\", \"id\": {ImageId(i)}}}"));
        }
        text.Write("], \"annotations\": [");
        var random = CounterRandom.Of(2017);
        for (var i = 0; i < annotations; i++)
        {
            if (i > 0) text.Write(", ");
            Annotation(text, i, (int)((long)i * images / annotations), random.Fork(i));
        }
        text.Write("], \"categories\": [");
        text.Write(
            string.Join(", ", Enumerable.Range(1, Categories)
                .Select(id => $"{{\"supercategory\": \"thing\", \"id\": {id}, \"name\": \"class {id}\"}}")));
        text.Write("]}");
    }

    private static int ImageId(int index) => 9 + 5 * index;

    private static void Annotation(StreamWriter text, int index, int image, CounterRandom random)
    {
        var side = 6 + 300 * Math.Pow(random.Uniform(0), 3);
        var (width, height) = (Math.Min(Width - 2, side * (0.5 + random.Uniform(1))), Math.Min(Height - 2, side));
        var (x, y) = (1 + random.Uniform(2) * (Width - 2 - width), 1 + random.Uniform(3) * (Height - 2 - height));
        if (index % EveryCrowd == EveryCrowd - 1)
        {
            var (column, row, tall) = ((int)x, (int)y, (int)height);
            text.Write($"{{\"segmentation\": {{\"counts\": [{column * Height + row}, {tall}");
            for (var c = 1; c < (int)width; c++) text.Write($", {Height - tall}, {tall}");
            text.Write(
                $", {Height * Width - ((column + Math.Max(1, (int)width) - 1) * Height + row + tall)}], \"size\": "
                + $"[{Height}, {Width}]}}, \"iscrowd\": 1, ");
            (x, y, width, height) = (column, row, Math.Max(1, (int)width), tall);
            text.Write(string.Create(null, $"\"area\": {width * height:0}, "));
        }
        else
        {
            var points = 8 + (int)(32 * random.Uniform(4));
            text.Write("{\"segmentation\": [[");
            for (var p = 0; p < points; p++)
            {
                var angle = 2 * Math.PI * p / points;
                text.Write(
                    string.Create(null,
                        $"{(p > 0 ? ", " : "")}{x + width / 2 * (1 + Math.Cos(angle)):0.00}, "
                        + $"{y + height / 2 * (1 + Math.Sin(angle)):0.00}"));
            }
            text.Write(string.Create(null, $"]], \"iscrowd\": 0, \"area\": {width * height * Math.PI / 4:0.0000}, "));
        }
        text.Write(
            string.Create(null,
                $"\"image_id\": {ImageId(image)}, \"bbox\": [{x:0.00}, {y:0.00}, {width:0.00}, {height:0.00}], "
                + $"\"category_id\": {1 + (int)(Categories * random.Uniform(5))}, \"id\": {1000 + 2 * index}}}"));
    }
}
