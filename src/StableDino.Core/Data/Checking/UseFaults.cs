using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>What is listed and not used, and what is used more than people expect.</summary>
internal static class UseFaults
{
    /// <summary>Detectors report at most this many objects of an image.</summary>
    private const int MostReported = 300;

    private const int Named = 10;

    public static void Collect(CocoAnnotations content, FaultList faults)
    {
        var objects = new Dictionary<long, int>(content.Images.Length);
        var used = new System.Collections.Generic.HashSet<long>();
        var masks = 0;
        foreach (var annotation in content.Annotations)
        {
            objects[annotation.ImageId] = objects.GetValueOrDefault(annotation.ImageId) + 1;
            used.Add(annotation.CategoryId);
            if (annotation.Segmentation.IsSome) masks++;
        }
        if (content.Annotations.IsEmpty) return;

        if (content.Images.Count(image => !objects.ContainsKey(image.Id)) is > 0 and var empty)
            faults.Add(DataFaultKind.ImageWithoutObjects,
                $"{empty} of {content.Images.Length} images have no annotation: they teach what background is.", "",
                "Nothing needs to be done if that is so.");
        foreach (var image in content.Images.Where(image => objects.GetValueOrDefault(image.Id) > MostReported))
            faults.Add(DataFaultKind.ImageCrowded,
                $"{image.FileName} has {objects[image.Id]} annotations; detectors report {MostReported} objects at "
                + "most.", $"image {image.Id}", "Cut it into several, if all should be found.", image.Id);
        var idle = content.Categories.Where(category => !used.Contains(category.Id))
            .Select(category => category.Name).ToArray();
        if (idle.Length > 0)
            faults.Add(DataFaultKind.CategoryWithoutObjects,
                $"{idle.Length} of {content.Categories.Length} categories have no object: {Names(idle)}.", "",
                "Nothing needs to be done if that is so.");
        if (masks > 0 && masks < content.Annotations.Length)
            faults.Add(DataFaultKind.MaskMissing,
                $"{content.Annotations.Length - masks} of {content.Annotations.Length} annotations have no mask.", "",
                "Nothing needs to be done to train and score boxes.");
    }

    /// <summary>The first ten names.</summary>
    internal static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
