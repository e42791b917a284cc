using System.Globalization;

namespace StableDino.Foundation;

/// <summary>One thing that went wrong, as every layer reports it: a value, not an exception.</summary>
/// <param name="Message">What was found, and what was needed.</param>
/// <param name="File">The file it concerns; empty where none does.</param>
/// <param name="Place">Where in the file, or which option or property; empty where the whole is meant.</param>
/// <param name="Hint">What would work; empty where nothing can be said.</param>
public record Fault(string Message, string File = "", string Place = "", string Hint = "")
{
    /// <summary>A fault that shows at a byte of a file.</summary>
    /// <param name="message">What was found, and what was needed.</param>
    /// <param name="file">The file.</param>
    /// <param name="offset">The byte.</param>
    /// <param name="hint">What would work.</param>
    public static Fault AtByte(string message, string file, long offset, string hint) =>
        new(message, file, string.Create(CultureInfo.InvariantCulture, $"byte {offset}"), hint);

    /// <summary>One line for people: where, what, and what would work.</summary>
    public string Line => $"{Where}{Message}{(Hint.Length > 0 ? $" {Hint}" : "")}";

    private string Where => (File, Place) switch
    {
        ("", "") => "",
        ("", _) => $"{Place}: ",
        (_, "") => $"{File}: ",
        _ => $"{File} ({Place}): ",
    };

    /// <inheritdoc cref="Line"/>
    public override string ToString() => Line;
}
