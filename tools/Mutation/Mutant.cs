namespace StableDino.Mutation;

/// <summary>
/// One change of one expression or statement. All mutants are compiled into one assembly; a switch picks the one that
/// acts.
/// </summary>
/// <param name="Id">Number of the switch, from 1.</param>
/// <param name="File">Relative to src/StableDino.Core.</param>
/// <param name="Line">From 1.</param>
/// <param name="Original">As written.</param>
/// <param name="Replacement">As it acts.</param>
/// <param name="Property">The test that must catch it; empty where any may.</param>
internal sealed record Mutant(int Id, string File, int Line, string Original, string Replacement, string Property = "")
{
    public override string ToString() => $"{File}:{Line}  {Short(Original)}  →  {Short(Replacement)}";

    /// <summary>On one line, and no longer than a line.</summary>
    public static string Short(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 70 ? line : line[..67] + "…";
    }

    /// <summary>Without white space, to be compared.</summary>
    public static string Flat(string text) =>
        string.Join("", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
