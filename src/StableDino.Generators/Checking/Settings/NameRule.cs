using System.Text;
using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A name can be typed in a shell and used as a folder.</summary>
internal static class NameRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var legal = Hint(config.Name);
        if (legal != config.Name)
            yield return Finding.Of(
                Descriptors.IllFormedName, ["Name"], config.Name, legal) with { Hint = Literal.Of(legal) };
    }

    /// <summary>The nearest well-formed name.</summary>
    public static string Hint(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
            words.Append(c is >= 'a' and <= 'z' or >= '0' and <= '9' ? c : c is >= 'A' and <= 'Z'
                ? (char)(c + 32)
                : ' ');
        var legal = string.Join("-", words.ToString().Split([' '], StringSplitOptions.RemoveEmptyEntries));
        return legal.Length == 0 ? "my-detector" : legal;
    }
}
