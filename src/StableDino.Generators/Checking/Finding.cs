using System.Globalization;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>Something wrong, or unwise, in a configuration.</summary>
/// <param name="Id">Its diagnostic.</param>
/// <param name="Paths">Parts to point at, most telling first.</param>
/// <param name="Arguments">Arguments of the message.</param>
internal sealed record Finding(string Id, EquatableArray<string> Paths, EquatableArray<string> Arguments)
{
    /// <summary>C# text that works in place of the first part; empty where no single one does.</summary>
    public string Mend { get; init; } = "";

    /// <summary>Whether it matters only if the first part was written by hand in this declaration.</summary>
    public bool OnlyIfWritten { get; init; }

    /// <summary>A finding about one or two parts.</summary>
    public static Finding Of(DiagnosticDescriptor descriptor, string[] paths, params object[] arguments) =>
        new(descriptor.Id, paths.ToEquatable(), arguments.Select(Text).ToEquatable());

    private static string Text(object argument) => argument switch
    {
        float f => f.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(argument, CultureInfo.InvariantCulture),
    };
}
