namespace StableDino.Data;

/// <summary>One thing wrong with a data set, said so that a person can mend it.</summary>
/// <param name="Message">What was found, and what was needed.</param>
/// <param name="File">File it was found in.</param>
/// <param name="Place">Where in the file: line and column, or the id of an entry; empty where the file as a whole is meant.</param>
/// <param name="Mend">What would work.</param>
/// <param name="Severity">Whether the data can be used all the same.</param>
public sealed record DataFault(
    string Message, string File, string Place, string Mend, DataFaultSeverity Severity = DataFaultSeverity.Error)
{
    /// <summary>Whether the data cannot be used until this is mended.</summary>
    public bool IsError => Severity == DataFaultSeverity.Error;

    /// <summary>One line for a log: severity, file, place, message, mend.</summary>
    public override string ToString() =>
        $"{(IsError ? "error" : "warning")}: {File}{(Place.Length > 0 ? $" ({Place})" : "")}: {Message}{(Mend.Length > 0 ? $" {Mend}" : "")}";
}
