using Microsoft.CodeAnalysis;

namespace StableDino.Generators.Diagnostics;

/// <summary>A diagnostic as a value, until it is reported.</summary>
internal sealed record DiagnosticInfo(string Id, Place Place, EquatableArray<string> Arguments)
{
    /// <summary>The diagnostic to report.</summary>
    public Diagnostic ToDiagnostic(Compilation compilation) =>
        Diagnostic.Create(Descriptors.ById[Id], Place.ToLocation(compilation), [.. Arguments]);
}
