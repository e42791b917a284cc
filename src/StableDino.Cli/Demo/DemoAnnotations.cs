using System.Text.Json;

namespace StableDino.Cli.Demo;

/// <summary>Writes scenes as <c>instances_*.json</c>: boxes, areas and run lengths of the visible pixels.</summary>
internal static class DemoAnnotations
{
    public static void Write(Stream stream, IReadOnlyList<(long Id, string FileName, DemoScene Scene)> images)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("categories");
        foreach (var shape in Enum.GetValues<DemoShape>())
        {
            json.WriteStartObject();
            json.WriteNumber("id", (int)shape + 1);
            json.WriteString("name", shape.ToString().ToLowerInvariant());
            json.WriteString("supercategory", "shape");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("images");
        foreach (var (id, name, scene) in images)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("file_name", name);
            json.WriteNumber("width", scene.Side);
            json.WriteNumber("height", scene.Side);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("annotations");
        var next = 1L;
        foreach (var (id, _, scene) in images)
            for (var n = 0; n < scene.Objects.Length; n++)
                Annotation(json, next++, id, scene, n);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Annotation(Utf8JsonWriter json, long id, long image, DemoScene scene, int n)
    {
        var side = scene.Side;
        var visible = Enumerable.Range(0, side * side).Where(i => scene.Owner[i] == n).ToArray();
        var (left, top) = (visible.Min(i => i % side), visible[0] / side);
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("image_id", image);
        json.WriteNumber("category_id", (int)scene.Objects[n].Shape + 1);
        json.WriteNumber("iscrowd", 0);
        json.WriteNumber("area", visible.Length);
        json.WriteStartArray("bbox");
        json.WriteNumberValue(left);
        json.WriteNumberValue(top);
        json.WriteNumberValue(visible.Max(i => i % side) + 1 - left);
        json.WriteNumberValue(visible[^1] / side + 1 - top);
        json.WriteEndArray();
        json.WriteStartObject("segmentation");
        json.WriteStartArray("size");
        json.WriteNumberValue(side);
        json.WriteNumberValue(side);
        json.WriteEndArray();
        json.WriteStartArray("counts");
        foreach (var run in Runs(scene, n))
            json.WriteNumberValue(run);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Run lengths, column by column, zeros first.</summary>
    private static IEnumerable<int> Runs(DemoScene scene, int n)
    {
        var (side, inside, run) = (scene.Side, false, 0);
        for (var i = 0; i < side * side; i++)
        {
            if (scene.Owner[i % side * side + i / side] == n != inside)
            {
                yield return run;
                (inside, run) = (!inside, 0);
            }
            run++;
        }
        yield return run;
    }
}
