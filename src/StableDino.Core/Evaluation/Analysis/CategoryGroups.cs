namespace StableDino.Evaluation;

/// <summary>Items sorted by category, then image, then the order they came in.</summary>
/// <param name="Start">[K + 1]: category k holds the places Start[k] to Start[k + 1].</param>
/// <param name="Image">[N]: image index of the item at each place.</param>
/// <param name="Item">[N]: which item lies at each place.</param>
internal sealed record CategoryGroups(int[] Start, int[] Image, int[] Item)
{
    /// <summary>Sorts by two counting sorts; items with a negative category or image index are left out.</summary>
    /// <param name="category">Category index of each item.</param>
    /// <param name="image">Image index of each item.</param>
    /// <param name="categories">K.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="together">One group of all categories, sorted by image, then category.</param>
    public static CategoryGroups Of(int[] category, int[] image, int categories, int images, bool together)
    {
        var kept = Enumerable.Range(0, category.Length).Where(i => category[i] >= 0 && image[i] >= 0).ToArray();
        var order = together
            ? Sorted(Sorted(kept, category, categories, out _), image, images, out _)
            : Sorted(Sorted(kept, image, images, out _), category, categories, out _);
        var start = new[] { 0, order.Length };
        if (!together) Sorted(order, category, categories, out start);
        return new(start, Array.ConvertAll(order, i => image[i]), order);
    }

    private static int[] Sorted(int[] items, int[] key, int keys, out int[] start)
    {
        start = new int[keys + 1];
        foreach (var item in items) start[key[item] + 1]++;
        for (var k = 0; k < keys; k++) start[k + 1] += start[k];
        var next = start[..^1];
        var sorted = new int[items.Length];
        foreach (var item in items) sorted[next[key[item]]++] = item;
        return sorted;
    }
}
