using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Model;

namespace StableDino.Generators.Diagnostics;

/// <summary>From a diagnostic as a value to one that the compiler reports.</summary>
internal static class Reporting
{
    /// <summary>Name of the property in which a diagnostic says what to write in its place.</summary>
    public const string MendProperty = "Mend";

    /// <summary>The diagnostic to report.</summary>
    public static Diagnostic ToDiagnostic(this DiagnosticInfo info, Compilation compilation)
    {
        var mend = info.Mend.Length == 0
            ? null
            : ImmutableDictionary<string, string?>.Empty.Add(MendProperty, info.Mend);
        return Diagnostic.Create(
            Descriptors.ById[info.Id], info.Span.ToLocation(compilation), mend, [.. info.Arguments]);
    }
}
