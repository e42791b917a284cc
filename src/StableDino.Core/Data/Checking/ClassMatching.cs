using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Whether two spellings mean one class.</summary>
internal static class ClassMatching
{
    /// <summary>
    /// Whether <paramref name="found"/> is <paramref name="meant"/> misspelt: the same but for case and punctuation, or
    /// a letter or two, or two letters exchanged, and no other class's name.
    /// </summary>
    public static bool IsMisspelling(string found, string meant, Predicate<string> isClass)
    {
        var (letters, wanted) = (CategoryFaults.Letters(found), CategoryFaults.Letters(meant));
        var exchanged = letters.Order().SequenceEqual(wanted.Order()) ? 2 : 1;
        return letters == wanted
            || (NearestNames.Distance(letters, wanted) <= Math.Max(exchanged, wanted.Length / 4)
                && !isClass(found));
    }
}
