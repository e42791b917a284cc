using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>Entries of one list while it is read.</summary>
internal sealed class CocoList<T>
{
    private readonly ImmutableArray<T>.Builder _items = ImmutableArray.CreateBuilder<T>();
    private readonly ImmutableArray<int>.Builder _ordinals = ImmutableArray.CreateBuilder<int>();

    /// <summary>Entries met so far, sound or not.</summary>
    public int Met { get; private set; }

    public int Unsound => Met - _items.Count;

    public void Sound(T item)
    {
        _items.Add(item);
        _ordinals.Add(Met++);
    }

    public void Skip() => Met++;

    public (ImmutableArray<T> Items, ImmutableArray<int> Ordinals) Drain() =>
        (_items.DrainToImmutable(), _ordinals.DrainToImmutable());
}
