using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>Entries that are in a file and could not be read: nobody who refers to them is at fault.</summary>
/// <param name="Images">Ids of such images, as far as they say them.</param>
/// <param name="Categories">Ids of such categories.</param>
/// <param name="ImageEntries">Number of such images.</param>
/// <param name="CategoryEntries">Number of such categories.</param>
/// <param name="AnnotationEntries">Number of such annotations.</param>
internal sealed record UnreadIds(ImmutableHashSet<long> Images, ImmutableHashSet<long> Categories, int ImageEntries,
    int CategoryEntries, int AnnotationEntries)
{
    public static UnreadIds None { get; } = new([], [], 0, 0, 0);
}
