using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Language;

namespace StableDino.Generators.Parsing;

/// <summary>
/// What compiled assemblies carry: the values of their detectors and the expressions of their configuration functions,
/// as text.
/// </summary>
internal sealed class CarriedTexts
{
    private const string Library = "StableDino.Core";
    private const string CarrierName = "StableDino.Configuration.EvaluatedConfigurationAttribute";
    private static readonly ConditionalWeakTable<IAssemblySymbol, ImmutableDictionary<string, string>.Builder> Tables =
        new();

    // By the text itself, which lives as long as its assembly's table: an edit reads none again.
    private static readonly ConditionalWeakTable<string, Definition?> Definitions = new();

    private readonly ImmutableArray<IAssemblySymbol> assemblies;

    private CarriedTexts(ImmutableArray<IAssemblySymbol> assemblies) => this.assemblies = assemblies;

    /// <summary>
    /// Those of all assemblies that a compilation refers to; only the library and what refers to it can carry any.
    /// </summary>
    public static CarriedTexts Of(Compilation compilation) => new(
        [.. compilation.SourceModule.ReferencedAssemblySymbols.Where(a =>
            a.Name == Library || a.Modules.Any(m => m.ReferencedAssemblies.Any(r => r.Name == Library)))]);

    /// <summary>The text of a key, or null.</summary>
    public string? Find(string key) =>
        assemblies.Select(a => In(a).TryGetValue(key, out var text) ? text : null).FirstOrDefault(t => t is not null);

    /// <summary>The definition of a key, or null where there is none that can be read.</summary>
    public Definition? DefinitionOf(string key) =>
        Find(key) is { } text ? Definitions.GetValue(text, t => ExpressionReader.Read(key, t)) : null;

    /// <summary>The keys that one assembly carries.</summary>
    public IEnumerable<string> KeysIn(IAssemblySymbol assembly) =>
        assemblies.Contains(assembly, SymbolEqualityComparer.Default) ? In(assembly).Keys : [];

    private static ImmutableDictionary<string, string>.Builder In(IAssemblySymbol assembly) =>
        Tables.GetValue(assembly, static a =>
        {
            var table = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var attribute in a.GetAttributes())
            {
                if (attribute.ConstructorArguments.Length == 2
                    && attribute.AttributeClass?.ToDisplayString() == CarrierName
                    && attribute.ConstructorArguments[0].Value is string key
                    && attribute.ConstructorArguments[1].Value is string text)
                    table[key] = text;
            }
            return table;
        });
}
