using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Data;

/// <summary>
/// The classes of a data set: contiguous index 0..C−1 ↔ category id, in order of ascending id. Compares by content.
/// </summary>
public sealed class ClassList : IEquatable<ClassList>
{
    private readonly Dictionary<long, int> _indices;

    /// <summary>Makes the list; categories of a repeated id count once, the first one.</summary>
    public ClassList(IEnumerable<CocoCategory> categories)
    {
        Categories = [.. categories.DistinctBy(category => category.Id).OrderBy(category => category.Id)];
        _indices = Categories.Select((category, index) => (category.Id, index))
            .ToDictionary(pair => pair.Id, pair => pair.index);
    }

    /// <summary>The categories; the position of each is its class index.</summary>
    public ImmutableArray<CocoCategory> Categories { get; }

    /// <summary>Number of classes C.</summary>
    public int Count => Categories.Length;

    /// <summary>Names, by class index.</summary>
    public ImmutableArray<string> Names => [.. Categories.Select(category => category.Name)];

    /// <summary>Class index of a category id.</summary>
    public Option<int> IndexOf(long categoryId) =>
        _indices.TryGetValue(categoryId, out var index) ? index : Option<int>.None;

    /// <summary>Category id of a class index in 0..C−1.</summary>
    public long CategoryId(int index) => Categories[index].Id;

    /// <inheritdoc/>
    public bool Equals(ClassList? other) =>
        other is not null && Categories.AsSpan().SequenceEqual(other.Categories.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClassList);

    /// <inheritdoc/>
    public override int GetHashCode() => Categories.Aggregate(Count, HashCode.Combine);
}
