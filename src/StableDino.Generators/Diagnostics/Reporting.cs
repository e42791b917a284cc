using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Model;

namespace StableDino.Generators.Diagnostics;

/// <summary>From a diagnostic as a value to one that the compiler reports.</summary>
internal static class Reporting
{
    /// <summary>Name of the property in which a diagnostic says what to write in its place.</summary>
    public const string HintProperty = "Hint";

    /// <summary>The diagnostic to report.</summary>
    public static Diagnostic ToDiagnostic(this DiagnosticInfo info, Compilation compilation)
    {
        var hint = info.Hint.Length == 0
            ? null
            : ImmutableDictionary<string, string?>.Empty.Add(HintProperty, info.Hint);
        return Diagnostic.Create(
            Descriptors.ById[info.Id], info.Span.ToLocation(compilation), hint, [.. info.Arguments]);
    }
}
