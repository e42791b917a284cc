using LanguageExt;

namespace StableDino.Data;

/// <summary>Collects what is wrong with a file's structure, entry by entry.</summary>
internal sealed class EntryFaults(string file)
{
    private const int KeptOfEntry = 10;
    private readonly List<(DataFaultKind Kind, string Message, string Place, string Hint)> _entry = [];
    private readonly FaultList _faults = new(file);

    public bool EntryIsSound => _entry.Count == 0;

    /// <summary>Notes a fault of the entry being read.</summary>
    public void Note(DataFaultKind kind, string message, string place, string hint)
    {
        if (_entry.Count < KeptOfEntry)
            _entry.Add((kind, message, place, hint));
    }

    /// <summary>Notes a value that its key cannot have.</summary>
    public void Note(string message, string place, string hint) => Note(DataFaultKind.WrongType, message, place, hint);

    /// <summary>Ends the entry: its faults get its name.</summary>
    /// <param name="name">As people would find it.</param>
    /// <param name="image">The image it is or lies in, if it says so.</param>
    /// <param name="annotation">The annotation it is, if it says so.</param>
    public void EndEntry(string name, Option<long> image = default, Option<long> annotation = default)
    {
        foreach (var (kind, message, place, hint) in _entry)
            _faults.Add(kind, message, $"{name}, {place}", hint, image, annotation);
        _entry.Clear();
    }

    /// <summary>A fault of the file, outside any entry.</summary>
    public void Add(DataFaultKind kind, string message, string place, string hint) =>
        _faults.Add(kind, message, place, hint);

    /// <summary>A fault of an entry as a whole.</summary>
    public void Add(string message, string place, string hint) => Add(DataFaultKind.WrongType, message, place, hint);

    public IReadOnlyList<DataFault> All => [.. _faults.All];
}
