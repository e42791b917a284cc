using System.Collections.Immutable;

namespace StableDino.Evaluation;

/// <summary>Distinct ids and the place of each.</summary>
internal sealed class IdIndex
{
    private readonly Dictionary<long, int> _places;

    private IdIndex(ImmutableArray<long> ids)
    {
        Ids = ids;
        _places = new(ids.Length);
        for (var i = 0; i < ids.Length; i++) _places.Add(ids[i], i);
    }

    public ImmutableArray<long> Ids { get; }

    public int Count => Ids.Length;

    /// <summary>The place of an id, −1 if it has none.</summary>
    public int this[long id] => _places.TryGetValue(id, out var place) ? place : -1;

    public static IdIndex Of(ImmutableArray<long> ids, bool sort) =>
        new(sort ? [.. ids.Distinct().Order()] : [.. ids.Distinct()]);
}
