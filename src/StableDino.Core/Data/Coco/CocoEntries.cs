using System.Text.Json;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// Reads one entry each of the three lists; the tokens stand at its opening brace and end at its closing one.
/// </summary>
internal static class CocoEntries
{
    public static void Image(ref JsonTokens tokens, EntryFaults faults, CocoLists lists)
    {
        var (id, hasId, name, width, height) = (0L, false, "", 0L, 0L);
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.NameIs("id"u8))
                hasId = JsonValues.Integer(ref tokens, faults, "id", ref id);
            else if (tokens.NameIs("file_name"u8))
                JsonValues.Text(ref tokens, faults, "file_name", ref name);
            else if (tokens.NameIs("width"u8))
                JsonValues.Integer(ref tokens, faults, "width", ref width);
            else if (tokens.NameIs("height"u8))
                JsonValues.Integer(ref tokens, faults, "height", ref height);
            else
                tokens.Skip();
        }
        if (!hasId)
            Missing(ref tokens, faults, "image", "id");
        if (faults.EntryIsSound)
        {
            lists.Images.Sound(new CocoImage(id, name, Side(width), Side(height)));
            return;
        }
        faults.EndEntry(hasId ? $"image {id}" : $"images[{lists.Images.Met}]", hasId ? id : Option<long>.None);
        lists.Images.Skip();
        if (hasId) lists.UnreadImages.Add(id);
    }

    public static void Category(ref JsonTokens tokens, EntryFaults faults, CocoLists lists)
    {
        var (id, hasId, name) = (0L, false, "");
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.NameIs("id"u8))
                hasId = JsonValues.Integer(ref tokens, faults, "id", ref id);
            else if (tokens.NameIs("name"u8))
                JsonValues.Text(ref tokens, faults, "name", ref name);
            else
                tokens.Skip();
        }
        if (!hasId)
            Missing(ref tokens, faults, "category", "id");
        if (faults.EntryIsSound)
        {
            lists.Categories.Sound(new CocoCategory(id, name));
            return;
        }
        faults.EndEntry(hasId ? $"category {id}" : $"categories[{lists.Categories.Met}]");
        lists.Categories.Skip();
        if (hasId) lists.UnreadCategories.Add(id);
    }

    public static void Annotation(ref JsonTokens tokens, EntryFaults faults, CocoLists lists)
    {
        var (id, image, category, area, crowd) = (0L, 0L, 0L, double.NaN, false);
        var (hasId, hasImage, hasCategory, hasBox) = (false, false, false, false);
        var segmentation = Option<Segmentation>.None;
        Span<double> box = stackalloc double[4];
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.NameIs("id"u8))
                hasId = JsonValues.Integer(ref tokens, faults, "id", ref id);
            else if (tokens.NameIs("image_id"u8))
                hasImage = JsonValues.Integer(ref tokens, faults, "image_id", ref image);
            else if (tokens.NameIs("category_id"u8))
                hasCategory = JsonValues.Integer(ref tokens, faults, "category_id", ref category);
            else if (tokens.NameIs("bbox"u8))
                hasBox = JsonValues.Box(ref tokens, faults, box);
            else if (tokens.NameIs("area"u8))
                JsonValues.Number(ref tokens, faults, "area", ref area);
            else if (tokens.NameIs("iscrowd"u8))
                JsonValues.Flag(ref tokens, faults, "iscrowd", ref crowd);
            else if (tokens.NameIs("segmentation"u8))
                segmentation = SegmentationJson.Read(ref tokens, faults);
            else
                tokens.Skip();
        }
        if (!hasId)
            Missing(ref tokens, faults, "annotation", "id");
        if (!hasImage)
            Missing(ref tokens, faults, "annotation", "image_id");
        if (!hasCategory)
            Missing(ref tokens, faults, "annotation", "category_id");
        if (!hasBox)
            Missing(ref tokens, faults, "annotation", "bbox");
        if (faults.EntryIsSound)
        {
            lists.Annotations.Sound(new CocoAnnotation(
                id, image, category, box[0], box[1], box[2], box[3], double.IsNaN(area) ? box[2] * box[3] : area, crowd,
                segmentation));
            return;
        }
        faults.EndEntry(hasId ? $"annotation {id}" : $"annotations[{lists.Annotations.Met}]",
            hasImage ? image : Option<long>.None, hasId ? id : Option<long>.None);
        lists.Annotations.Skip();
    }

    private static void Missing(ref JsonTokens tokens, EntryFaults faults, string entry, string key) =>
        faults.Note(DataFaultKind.KeyMissing, $"The {entry} has no \"{key}\".", tokens.Place,
            $"Add \"{key}\", or remove the {entry}.");

    /// <summary>A side in pixels; what no image can have becomes 0, which <see cref="CocoCheck"/> refuses.</summary>
    private static int Side(long pixels) => pixels is > 0 and <= int.MaxValue ? (int)pixels : 0;
}
