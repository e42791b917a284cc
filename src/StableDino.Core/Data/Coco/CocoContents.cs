using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>What could be read of a file, and what is wrong with the rest.</summary>
/// <param name="Sound">The entries whose structure is sound.</param>
/// <param name="Faults">Every fault of structure.</param>
/// <param name="Unread">Entries that are there and could not be read.</param>
/// <param name="ImageOrdinals">Place in the file's list, from 0, of each sound image.</param>
/// <param name="CategoryOrdinals">The same of categories.</param>
/// <param name="AnnotationOrdinals">The same of annotations.</param>
/// <param name="IsWhole">Whether the file was read to its end, and had all three lists.</param>
internal sealed record CocoContents(
    CocoAnnotations Sound, ImmutableArray<DataFault> Faults, UnreadIds Unread,
    ImmutableArray<int> ImageOrdinals, ImmutableArray<int> CategoryOrdinals, ImmutableArray<int> AnnotationOrdinals,
    bool IsWhole)
{
    /// <summary>Whether NaN or infinity stand in it as bare words.</summary>
    public bool HasBareNumbers { get; init; }

    /// <summary>Of a file that could not be opened.</summary>
    public static CocoContents Nothing { get; } = new(new([], [], []), [], UnreadIds.None, [], [], [], IsWhole: false);
}
