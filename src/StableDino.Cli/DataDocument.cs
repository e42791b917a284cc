using System.Text.Json.Nodes;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Cli;

/// <summary>What a check of data found, as an answer.</summary>
internal static class DataDocument
{
    public static JsonObject Of(DataReport report, IReadOnlyList<(string Split, DataStatistics Statistics)> statistics)
    {
        var document = Of(report.Faults);
        document["splits"] = new JsonArray([.. statistics.Select(pair => Of(pair.Split, pair.Statistics))]);
        return document;
    }

    /// <summary>Faults, counted and one by one.</summary>
    public static JsonObject Of(IEnumerable<DataFault> faults) =>
        new() { ["counts"] = Counts(faults), ["faults"] = new JsonArray([.. faults.Select(Of)]) };

    public static JsonObject Of(DataFault fault)
    {
        var node = new JsonObject { ["severity"] = DataFault.Word(fault.Severity) };
        fault.Kind.IfSome(kind => (node["id"], node["kind"]) = (kind.Id(), kind.Name()));
        (node["message"], node["file"]) = (fault.Message, fault.File);
        if (fault.Place.Length > 0) node["place"] = fault.Place;
        fault.ImageId.IfSome(id => node["image_id"] = id);
        fault.AnnotationId.IfSome(id => node["annotation_id"] = id);
        if (fault.Hint.Length > 0) node["hint"] = fault.Hint;
        return node;
    }

    /// <summary>The errors, as every failure's document has them.</summary>
    public static JsonArray Errors(IEnumerable<DataFault> faults) =>
        new([.. faults.Where(fault => fault.IsError).Select(Terminal.Node)]);

    public static JsonObject Of(RepairedData repaired)
    {
        var document = Of(repaired.Check.Faults);
        document["folder"] = Path.GetFullPath(repaired.Folder);
        document["changes"] = new JsonArray([.. repaired.Changes.Select(change => new JsonObject
        {
            ["id"] = change.Kind.Id(), ["kind"] = change.Kind.Name(), ["split"] = change.Split,
            ["place"] = change.Place, ["what"] = change.What, ["left_out"] = change.IsLoss,
        })]);
        return document;
    }

    private static JsonObject Counts(IEnumerable<DataFault> faults)
    {
        var bySeverity = faults.ToLookup(fault => fault.Severity);
        return new()
        {
            ["errors"] = bySeverity[DataFaultSeverity.Error].Count(),
            ["warnings"] = bySeverity[DataFaultSeverity.Warning].Count(),
            ["notes"] = bySeverity[DataFaultSeverity.Information].Count(),
        };
    }

    private static JsonObject Of(string split, DataStatistics statistics) => new()
    {
        ["split"] = split,
        ["images"] = statistics.Images,
        ["objects"] = statistics.Objects,
        ["crowds"] = statistics.Crowds,
        ["with_masks"] = statistics.Masks,
        ["classes"] = new JsonArray([.. statistics.Classes.Select(one => new JsonObject
        {
            ["id"] = one.Category.Id, ["name"] = one.Category.Name, ["images"] = one.Images, ["objects"] = one.Objects,
            ["small"] = one.Small, ["medium"] = one.Medium, ["large"] = one.Large, ["crowds"] = one.Crowds,
        })]),
        ["objects_per_image"] = Of(statistics.ObjectsPerImage),
        ["box_sides"] = Of(statistics.BoxSides),
        ["box_aspects"] = Of(statistics.BoxAspects),
        ["image_sizes"] = Of(statistics.ImageSizes),
    };

    private static JsonObject Of(IEnumerable<Bin> bins)
    {
        var node = new JsonObject();
        foreach (var (name, count) in bins) node[name] = count;
        return node;
    }
}
