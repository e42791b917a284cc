namespace StableDino.Data;

/// <summary>What is worth knowing about ids as numbers.</summary>
internal static class IdFaults
{
    public static void Collect(CocoAnnotations content, FaultList faults)
    {
        if (content.Annotations.FirstOrDefault(annotation => annotation.Id == 0) is { } zero)
            faults.Add(DataFaultKind.AnnotationIdZero, "Annotation ids begin at 0.", CocoCheck.Place(zero),
                "Begin at 1: COCO's toolbox takes a match with annotation 0 for none, and so does this one, to the "
                + "digit.", zero.ImageId, zero.Id);
        Gaps("Image", content.Images.Select(image => image.Id), faults);
        Gaps("Category", content.Categories.Select(category => category.Id), faults);
        Gaps("Annotation", content.Annotations.Select(annotation => annotation.Id), faults);
    }

    private static void Gaps(string what, IEnumerable<long> ids, FaultList faults)
    {
        var sorted = ids.ToArray();
        Array.Sort(sorted);
        var distinct = sorted.Length;
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i] == sorted[i - 1]) distinct--;
        if (distinct > 0 && (double)sorted[^1] - sorted[0] + 1 > distinct)
            faults.Add(DataFaultKind.IdGaps,
                $"{what} ids run from {sorted[0]} to {sorted[^1]} with gaps; {distinct} are used.", "",
                "Nothing needs to be done: classes are counted without gaps inside a detector.");
    }
}
