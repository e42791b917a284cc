namespace StableDino.Data;

/// <summary>Collects what is wrong with a file, entry by entry; keeps the first thousand and counts the rest.</summary>
internal sealed class EntryFaults(string file)
{
    private const int Kept = 1000;
    private const int KeptOfEntry = 10;
    private readonly List<(string Message, string Place, string Mend)> _entry = [];
    private readonly List<DataFault> _faults = [];
    private int _beyond;

    public bool EntryIsSound => _entry.Count == 0;

    /// <summary>Notes a fault of the entry being read.</summary>
    public void Note(string message, string place, string mend)
    {
        if (_entry.Count < KeptOfEntry)
            _entry.Add((message, place, mend));
    }

    /// <summary>Ends the entry: its faults get its name.</summary>
    public void EndEntry(string name)
    {
        foreach (var (message, place, mend) in _entry)
            Add(message, $"{name}, {place}", mend);
        _entry.Clear();
    }

    /// <summary>A fault of the file, outside any entry.</summary>
    public void Add(string message, string place, string mend)
    {
        if (_faults.Count < Kept)
            _faults.Add(new DataFault(message, file, place, mend));
        else
            _beyond++;
    }

    public IReadOnlyList<DataFault> All => _beyond == 0
        ? _faults
        : [.. _faults, new DataFault($"{_beyond} more faults of this kind are not listed.", file, "", "Mend the first ones and look again.")];
}
