using System.Runtime.CompilerServices;

// ReSharper disable once CheckNamespace: stands in for the package of this name; see
// docs/decisions/0012-verify-by-switch.md.
namespace VerifyXunit;

/// <summary>
/// Compares a text with the reviewed file beside the test; on difference writes what was received next to it and fails.
/// </summary>
public static class Verifier
{
    public static async Task Verify(
        string target, string extension = "txt", [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = "")
    {
        var stem = Path.Combine(
            Path.GetDirectoryName(sourceFile)!, $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}");
        var (verified, received) = ($"{stem}.verified.{extension}", $"{stem}.received.{extension}");
        var actual = target.ReplaceLineEndings("\n");
        var expected = File.Exists(verified) ? (await File.ReadAllTextAsync(verified)).ReplaceLineEndings("\n") : null;
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }
        await File.WriteAllTextAsync(received, actual);
        Assert.Fail(
            $"{(expected is null ? "There is no" : "It differs from")} "
            + $"{verified}\n{FirstDifference(expected ?? "", actual)}\nReceived: {received}");
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (wanted, got) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(wanted.Length, got.Length))
            .First(i => wanted.ElementAtOrDefault(i) != got.ElementAtOrDefault(i));
        return $"line {line + 1}\n  verified: {wanted.ElementAtOrDefault(line) ?? "(end)"}\n  received: "
            + $"{got.ElementAtOrDefault(line) ?? "(end)"}";
    }
}
