using System.Collections;
using System.Runtime.CompilerServices;

namespace StableDino.Configuration;

/// <summary>
/// An immutable list that equals another of equal items in the same order, so that records that hold one still compare
/// by content.
/// Written as a collection expression: <c>Branches = [one, .. Small.Branches]</c>.
/// </summary>
/// <typeparam name="T">A configuration record, an enum, a number or a text.</typeparam>
[CollectionBuilder(typeof(EquatableList), nameof(EquatableList.Create))]
public sealed class EquatableList<T> : IReadOnlyList<T>, IEquatable<EquatableList<T>>
{
    private readonly T[] items;

    internal EquatableList(T[] items) => this.items = items;

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <inheritdoc/>
    public bool Equals(EquatableList<T>? other) => other is not null && items.SequenceEqual(other.items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        items.Aggregate(items.Length, (hash, item) => unchecked((hash * 31) + (item?.GetHashCode() ?? 0)));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The items in brackets, as a record prints them.</summary>
    public override string ToString() => $"[{string.Join(", ", items)}]";
}

/// <summary>Makes lists for collection expressions.</summary>
public static class EquatableList
{
    /// <summary>A list of these items; the collection builder of <see cref="EquatableList{T}"/>.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="items">Copied.</param>
    public static EquatableList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
