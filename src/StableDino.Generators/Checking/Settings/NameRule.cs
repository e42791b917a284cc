using System.Text;
using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A name can be typed in a shell and used as a folder.</summary>
internal static class NameRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var mended = Mend(config.Name);
        if (mended != config.Name)
            yield return Finding.Of(Descriptors.IllFormedName, ["Name"], config.Name, mended) with { Mend = Literal.Of(mended) };
    }

    /// <summary>The nearest well-formed name.</summary>
    public static string Mend(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
            words.Append(c is >= 'a' and <= 'z' or >= '0' and <= '9' ? c : c is >= 'A' and <= 'Z' ? (char)(c + 32) : ' ');
        var mended = string.Join("-", words.ToString().Split([' '], StringSplitOptions.RemoveEmptyEntries));
        return mended.Length == 0 ? "my-detector" : mended;
    }
}
