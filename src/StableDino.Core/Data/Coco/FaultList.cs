using LanguageExt;

namespace StableDino.Data;

/// <summary>Collects the faults of a file: the first thousand of each kind, and a count of the rest.</summary>
internal sealed class FaultList(string file)
{
    /// <summary>Faults of a kind that are kept one by one.</summary>
    public const int Kept = 1000;

    private readonly SortedDictionary<DataFaultKind, int> _counts = [];
    private readonly List<DataFault> _faults = [];

    public string File => file;

    public void Add(DataFaultKind kind, string message, string place, string hint, Option<long> image = default,
        Option<long> annotation = default) =>
        Add(new DataFault(kind, message, file, place, hint) { ImageId = image, AnnotationId = annotation });

    public void Add(DataFault fault)
    {
        var kind = fault.Kind.IfNone(DataFaultKind.WrongType);
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (count <= Kept) _faults.Add(fault);
    }

    /// <summary>Appends what another list collected.</summary>
    public void Add(FaultList other)
    {
        foreach (var fault in other._faults) Add(fault);
        foreach (var (kind, count) in other._counts.Where(pair => pair.Value > Kept)) _counts[kind] += count - Kept;
    }

    /// <summary>The faults in the order they came, then one for each kind of which there were more.</summary>
    public IEnumerable<DataFault> All =>
        _faults.Concat(_counts.Where(pair => pair.Value > Kept).Select(pair => new DataFault(
            pair.Key, $"{pair.Value - Kept} more of this kind ({pair.Key.Name()}) are not listed.", file, "",
            "Fix the first ones and look again.")));
}
