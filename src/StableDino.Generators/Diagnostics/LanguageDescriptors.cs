using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableDino.Generators.Diagnostics;

/// <content>What functions, choices and patterns of the language may run into.</content>
internal static partial class Descriptors
{
    /// <summary>A function that needs itself.</summary>
    public static readonly DiagnosticDescriptor Recursion = Error(
        "SDINO034", Language, "Configuration function calls itself",
        "This configuration function calls itself: {0}; a configuration is evaluated while your project compiles and has to end: write the steps out");

    /// <summary>An evaluation without a foreseeable end.</summary>
    public static readonly DiagnosticDescriptor TooLong = Error(
        "SDINO035", Language, "Configuration takes too long to evaluate",
        "'{0}' needs more than {1}, which is where the config compiler stops; name intermediate values as configuration members");

    /// <summary>A function that throws.</summary>
    public static readonly DiagnosticDescriptor Refused = Error(
        "SDINO036", Language, "Configuration function refuses its arguments",
        "'{0}' refuses: {1}");

    /// <summary>A switch without an arm for its value.</summary>
    public static readonly DiagnosticDescriptor NoArm = Error(
        "SDINO037", Language, "No arm of a switch fits",
        "'{0}' has no arm for its value, {1}; add one, or the arm '_ => …'");

    /// <summary>A cast to a case that a value is not.</summary>
    public static readonly DiagnosticDescriptor WrongType = Error(
        "SDINO038", Language, "Value is of another case",
        "'{0}' takes its value for a {2}, but it is a {1}; ask first with 'is' or 'switch'");

    private static ImmutableArray<DiagnosticDescriptor> OfLanguage => [Recursion, TooLong, Refused, NoArm, WrongType];
}
