using System.Collections.Immutable;
using LanguageExt;
using static LanguageExt.Prelude;

namespace StableDino.Checkpoints;

/// <summary>
/// One row of a name map. In <paramref name="From"/>, <c>*</c> is one part between dots and a last <c>**</c> is the
/// rest; the stars of
/// <paramref name="To"/> take what they stood for, in order.
/// </summary>
/// <param name="From">Names of the other layout.</param>
/// <param name="To">The official name; empty for what is left aside.</param>
/// <param name="Reason">Why it is left aside.</param>
internal sealed record NameRule(string From, string To, string Reason = "")
{
    private readonly string[] pattern = From.Split('.');

    /// <summary>The official name (or the empty one) when the rule is for this name.</summary>
    public Option<string> Apply(string name)
    {
        var parts = name.Split('.');
        var open = pattern[^1] == "**";
        if (open ? parts.Length < pattern.Length : parts.Length != pattern.Length) return None;
        var taken = new Queue<string>();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == "**") taken.Enqueue(string.Join('.', parts[i..]));
            else if (pattern[i] == "*") taken.Enqueue(parts[i]);
            else if (pattern[i] != parts[i]) return None;
        }

        return string.Join('.', To.Split('.').Select(part => part is "*" or "**" ? taken.Dequeue() : part));
    }

    /// <summary>A row for what no detector here needs.</summary>
    public static NameRule Aside(string from, string reason) => new(from, "", reason);
}
