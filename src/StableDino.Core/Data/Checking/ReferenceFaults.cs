using static StableDino.Data.CocoCheck;

namespace StableDino.Data;

/// <summary>Annotations that share an id, or that refer to images and categories that are not listed.</summary>
internal static class ReferenceFaults
{
    public static void Collect(
        CocoAnnotations content, Dictionary<long, CocoImage> images, UnreadIds unread, FaultList faults)
    {
        var categories = new ClassList(content.Categories).Categories.ToDictionary(category => category.Id);
        var (sortedImages, sortedCategories) = (images.Keys.Order().ToArray(), categories.Keys.Order().ToArray());
        var ids = new System.Collections.Generic.HashSet<long>(content.Annotations.Length);
        var boxes = new System.Collections.Generic.HashSet<(long, long, double, double, double, double)>(
            content.Annotations.Length);
        foreach (var a in content.Annotations)
        {
            if (!ids.Add(a.Id))
                Add(a, DataFaultKind.AnnotationIdRepeated, $"Annotation id {a.Id} is used twice.",
                    "Give each annotation an id of its own.");
            if (!images.ContainsKey(a.ImageId) && !unread.Images.Contains(a.ImageId))
                Add(a, DataFaultKind.AnnotationImageUnknown,
                    $"Annotation {a.Id} lies in image {a.ImageId}, which is not listed.",
                    $"Nearest image ids: {string.Join(", ", Nearest(sortedImages, a.ImageId))}.");
            if (!categories.ContainsKey(a.CategoryId) && !unread.Categories.Contains(a.CategoryId))
            {
                var near = Nearest(sortedCategories, a.CategoryId).Select(id => $"{id} ({categories[id].Name})");
                Add(a, DataFaultKind.AnnotationCategoryUnknown,
                    $"Annotation {a.Id} is of category {a.CategoryId}, which is not listed.",
                    $"Nearest categories: {string.Join(", ", near)}.");
            }
            if (!a.IsCrowd && !boxes.Add((a.ImageId, a.CategoryId, a.X, a.Y, a.Width, a.Height)))
                Add(a, DataFaultKind.BoxRepeated, $"The box {BoxText(a)} is there twice, with the same category.",
                    "Remove one of the two annotations.");
        }

        void Add(CocoAnnotation a, DataFaultKind kind, string message, string hint) =>
            faults.Add(kind, message, Place(a), hint, a.ImageId, a.Id);
    }
}
