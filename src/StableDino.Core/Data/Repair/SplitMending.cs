using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>A split mended: images first, then the list of categories, then the annotations that are left of both.</summary>
internal static class SplitMending
{
    /// <summary>Every split mended, all with one list of categories.</summary>
    public static ImmutableArray<MendedSplit> Of(ImmutableArray<SplitReport> splits)
    {
        var categories = ImmutableArray<CocoCategory>.Empty;
        var mended = ImmutableArray.CreateBuilder<MendedSplit>(splits.Length);
        foreach (var split in splits)
        {
            mended.Add(One(split, categories));
            categories = [.. categories.Concat(mended[^1].KeptCategories).DistinctBy(category => category.Id)];
        }
        return [.. mended.Select((one, i) =>
        {
            var changes = new List<DataChange>();
            var added = CategoryMending.Missing(one.Categories, categories, splits[i], changes);
            return one with { AddedCategories = added, Changes = [.. one.Changes, .. changes] };
        })];
    }

    private static MendedSplit One(SplitReport split, ImmutableArray<CocoCategory> model)
    {
        var changes = new List<DataChange>();
        changes.AddRange(split.Contents.Faults.Where(fault => fault.Kind != DataFaultKind.JsonInvalid)
            .Select(fault => new DataChange(fault.Kind.IfNone(DataFaultKind.WrongType), split.Paths.Name, fault.Place, $"the entry cannot be read: {fault.Message}", IsLoss: true)));
        var images = ImageMending.Of(split, changes);
        var (categories, ids) = CategoryMending.Of(split, model, changes);
        var annotations = Annotations(split, images, ids, changes);
        return new([.. images.Select(image => image.Map(kept => kept.Image))], categories, annotations, [], [.. changes]);
    }

    private static ImmutableArray<Option<CocoAnnotation>> Annotations(
        SplitReport split, ImmutableArray<Option<(CocoImage Image, double ScaleX, double ScaleY)>> images, Dictionary<long, long> categories, List<DataChange> changes)
    {
        var byId = images.SelectMany(image => image).ToDictionary(kept => kept.Image.Id);
        var listed = split.Sound.Images.DistinctBy(image => image.Id).ToDictionary(image => image.Id);
        var pattern = BoxPatterns.Of(split.Sound.Annotations, listed);
        var next = split.Sound.Annotations.Select(a => a.Id).Append(0).Max();
        var ids = new System.Collections.Generic.HashSet<long>();
        var boxes = new System.Collections.Generic.HashSet<(long, long, double, double, double, double)>();
        if (pattern != BoxPattern.Pixels)
            changes.Add(new(pattern == BoxPattern.Corners ? DataFaultKind.BoxesAsCorners : DataFaultKind.BoxesRelative, split.Paths.Name, "all annotations", "boxes became left, top, width and height in pixels", IsLoss: false));
        return [.. split.Sound.Annotations.Select(One)];

        Option<CocoAnnotation> One(CocoAnnotation a)
        {
            if (!byId.TryGetValue(a.ImageId, out var image))
                return Drop(a, DataFaultKind.AnnotationImageUnknown, listed.ContainsKey(a.ImageId) ? $"image {a.ImageId} is left out" : $"image {a.ImageId} is not listed");
            if (!categories.TryGetValue(a.CategoryId, out var category)) return Drop(a, DataFaultKind.AnnotationCategoryUnknown, $"category {a.CategoryId} is not listed");
            var here = AnnotationMending.InPixels(category == a.CategoryId ? a : a with { CategoryId = category }, pattern, listed[a.ImageId]);
            if (image.ScaleX != 1 || image.ScaleY != 1) here = AnnotationMending.Scaled(here, image.ScaleX, image.ScaleY);
            if (AnnotationMending.Of(here, image.Image, (kind, what, isLoss) => changes.Add(new(kind, split.Paths.Name, CocoCheck.Place(a), what, isLoss))).Case is not CocoAnnotation mended)
                return default;
            if (!mended.IsCrowd && !boxes.Add((mended.ImageId, mended.CategoryId, mended.X, mended.Y, mended.Width, mended.Height)))
                return Drop(a, DataFaultKind.BoxRepeated, $"its box {CocoCheck.BoxText(mended)} is there already, with the same category");
            if (mended.Id != 0 && ids.Add(mended.Id)) return mended;
            var kind = mended.Id == 0 ? DataFaultKind.AnnotationIdZero : DataFaultKind.AnnotationIdRepeated;
            changes.Add(new(kind, split.Paths.Name, CocoCheck.Place(a), $"id {a.Id} became {++next}", IsLoss: false));
            ids.Add(next);
            return mended with { Id = next };
        }

        Option<CocoAnnotation> Drop(CocoAnnotation a, DataFaultKind kind, string why)
        {
            changes.Add(new(kind, split.Paths.Name, CocoCheck.Place(a), why, IsLoss: true));
            return default;
        }
    }
}
