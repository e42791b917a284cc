using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>The three lists of a file while it is read, and where in the file each sound entry stands.</summary>
internal sealed class CocoLists
{
    public CocoList<CocoImage> Images { get; } = new();

    public CocoList<CocoCategory> Categories { get; } = new();

    public CocoList<CocoAnnotation> Annotations { get; } = new();

    public ImmutableHashSet<long>.Builder UnreadImages { get; } = ImmutableHashSet.CreateBuilder<long>();

    public ImmutableHashSet<long>.Builder UnreadCategories { get; } = ImmutableHashSet.CreateBuilder<long>();
}
