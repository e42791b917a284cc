using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>One thing wrong with a data set, described so that a person can fix it.</summary>
/// <param name="Message">What was found, and what was needed.</param>
/// <param name="File">File it was found in.</param>
/// <param name="Place">Where in the file: line and column, or the id of an entry; empty where the file as a whole is
/// meant.</param>
/// <param name="Hint">What would work.</param>
/// <param name="Severity">Whether the data can be used all the same.</param>
public sealed record DataFault(
    string Message, string File, string Place, string Hint, DataFaultSeverity Severity = DataFaultSeverity.Error)
    : Fault(Message, File, Place, Hint)
{
    /// <summary>A fault of a known kind, as severe as its kind.</summary>
    public DataFault(DataFaultKind kind, string message, string file, string place, string hint)
        : this(message, file, place, hint, kind.Severity()) => Kind = kind;

    /// <summary>Its kind; none where it does not concern a data set but, for example, a file of results.</summary>
    public Option<DataFaultKind> Kind { get; init; }

    /// <summary>Id of the image it concerns.</summary>
    public Option<long> ImageId { get; init; }

    /// <summary>Id of the annotation it concerns.</summary>
    public Option<long> AnnotationId { get; init; }

    /// <summary>Whether the data cannot be used until this is repaired.</summary>
    public bool IsError => Severity == DataFaultSeverity.Error;

    /// <summary>One line for a log: severity, kind, file, place, message, hint.</summary>
    public override string ToString() => $"{Word(Severity)}: {Line}{Kind.Map(kind => $" [{kind.Id()}]").IfNone("")}";

    /// <summary>A severity as people say it.</summary>
    public static string Word(DataFaultSeverity severity) => severity switch
    {
        DataFaultSeverity.Error => "error",
        DataFaultSeverity.Warning => "warning",
        _ => "note",
    };
}
