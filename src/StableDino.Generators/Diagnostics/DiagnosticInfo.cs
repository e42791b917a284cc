using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableDino.Generators.Diagnostics;

/// <summary>A diagnostic as a value, until it is reported.</summary>
internal sealed record DiagnosticInfo(string Id, Place Place, EquatableArray<string> Arguments)
{
    /// <summary>Name of the property in which a diagnostic says what to write in its place.</summary>
    public const string MendProperty = "Mend";

    /// <summary>C# text that works in this place; empty where none does.</summary>
    public string Mend { get; init; } = "";

    /// <summary>The diagnostic to report.</summary>
    public Diagnostic ToDiagnostic(Compilation compilation) =>
        Diagnostic.Create(
        Descriptors.ById[Id], Place.ToLocation(compilation),
        Mend.Length == 0 ? null : ImmutableDictionary<string, string?>.Empty.Add(MendProperty, Mend), [.. Arguments]);
}
