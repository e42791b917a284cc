using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// A split repaired: images first, then the list of categories, then the annotations that are left of both.
/// </summary>
internal static class SplitRepair
{
    /// <summary>Every split repaired, all with one list of categories.</summary>
    public static ImmutableArray<RepairedSplit> Of(ImmutableArray<SplitReport> splits)
    {
        var categories = ImmutableArray<CocoCategory>.Empty;
        var repaired = ImmutableArray.CreateBuilder<RepairedSplit>(splits.Length);
        foreach (var split in splits)
        {
            repaired.Add(One(split, categories));
            categories = [.. categories.Concat(repaired[^1].KeptCategories).DistinctBy(category => category.Id)];
        }
        return [.. repaired.Select((one, i) =>
        {
            var changes = new List<DataChange>();
            var added = CategoryRepair.Missing(one.Categories, categories, splits[i], changes);
            return one with { AddedCategories = added, Changes = [.. one.Changes, .. changes] };
        })];
    }

    private static RepairedSplit One(SplitReport split, ImmutableArray<CocoCategory> model)
    {
        var changes = new List<DataChange>();
        changes.AddRange(split.Contents.Faults.Where(fault => fault.Kind != DataFaultKind.JsonInvalid)
            .Select(fault => new DataChange(fault.Kind.IfNone(DataFaultKind.WrongType), split.Paths.Name, fault.Place,
                $"the entry cannot be read: {fault.Message}", IsLoss: true)));
        var images = ImageRepair.Of(split, changes);
        var (categories, ids) = CategoryRepair.Of(split, model, changes);
        var annotations = Annotations(split, images, ids, changes);
        return new([.. images.Select(image => image.Map(kept => kept.Image))], categories, annotations, [],
            [.. changes]);
    }

    private static ImmutableArray<Option<CocoAnnotation>> Annotations(
        SplitReport split, ImmutableArray<Option<(CocoImage Image, double ScaleX, double ScaleY)>> images,
        Dictionary<long, long> categories, List<DataChange> changes)
    {
        var byId = images.SelectMany(image => image).ToDictionary(kept => kept.Image.Id);
        var listed = split.Sound.Images.DistinctBy(image => image.Id).ToDictionary(image => image.Id);
        var pattern = BoxPatterns.Of(split.Sound.Annotations, listed);
        var next = split.Sound.Annotations.Select(a => a.Id).Append(0).Max();
        var ids = new System.Collections.Generic.HashSet<long>();
        var boxes = new System.Collections.Generic.HashSet<(long, long, double, double, double, double)>();
        if (pattern != BoxPattern.Pixels)
            changes.Add(
                new(pattern == BoxPattern.Corners ? DataFaultKind.BoxesAsCorners : DataFaultKind.BoxesRelative,
                    split.Paths.Name, "all annotations", "boxes became left, top, width and height in pixels",
                    IsLoss: false));
        return [.. split.Sound.Annotations.Select(One)];

        Option<CocoAnnotation> One(CocoAnnotation a)
        {
            if (!byId.TryGetValue(a.ImageId, out var image))
                return Drop(a, DataFaultKind.AnnotationImageUnknown, listed.ContainsKey(a.ImageId)
                    ? $"image {a.ImageId} is left out"
                    : $"image {a.ImageId} is not listed");
            if (!categories.TryGetValue(a.CategoryId, out var category))
                return Drop(a, DataFaultKind.AnnotationCategoryUnknown, $"category {a.CategoryId} is not listed");
            var here = AnnotationRepair.InPixels(
                category == a.CategoryId ? a : a with { CategoryId = category }, pattern, listed[a.ImageId]);
            if (image.ScaleX != 1 || image.ScaleY != 1)
                here = AnnotationRepair.Scaled(here, image.ScaleX, image.ScaleY);
            if (AnnotationRepair.Of(here, image.Image,
                (kind, what, isLoss) =>
                    changes.Add(
                        new(kind, split.Paths.Name, CocoCheck.Place(a), what,
                            isLoss))).Case is not CocoAnnotation repaired)
                return default;
            if (!repaired.IsCrowd
                && !boxes.Add(
                    (repaired.ImageId, repaired.CategoryId, repaired.X, repaired.Y, repaired.Width, repaired.Height)))
                return Drop(a, DataFaultKind.BoxRepeated,
                    $"its box {CocoCheck.BoxText(repaired)} is there already, with the same category");
            if (repaired.Id != 0 && ids.Add(repaired.Id)) return repaired;
            var kind = repaired.Id == 0 ? DataFaultKind.AnnotationIdZero : DataFaultKind.AnnotationIdRepeated;
            changes.Add(new(kind, split.Paths.Name, CocoCheck.Place(a), $"id {a.Id} became {++next}", IsLoss: false));
            ids.Add(next);
            return repaired with { Id = next };
        }

        Option<CocoAnnotation> Drop(CocoAnnotation a, DataFaultKind kind, string why)
        {
            changes.Add(new(kind, split.Paths.Name, CocoCheck.Place(a), why, IsLoss: true));
            return default;
        }
    }
}
