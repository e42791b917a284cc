using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>What around a declaration would keep its generated code from compiling.</summary>
internal static class Surroundings
{
    private const string Library = "StableDino.Core";
    private static readonly string[] Opened = ["StableDino.Configuration", "StableDino.Network", "StableDino.Pipeline"];
    private static readonly ConditionalWeakTable<IAssemblySymbol, HashSet<string>> Names = new();

    /// <summary>The problem, or null.</summary>
    public static Expression.Fault? Fault(IPropertySymbol property, SourceLibrary library, SyntaxNode at)
    {
        for (var type = property.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
                return Faults.Of(Descriptors.GenericDeclaration, at, property.Name,
                    property.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        }
        var (space, own) = (property.ContainingNamespace, library.Compilation.Assembly);
        var name = property.Name + "Graph";
        var registry = RegistryName.NamespaceOf(library.Compilation.AssemblyName ?? "Detectors");
        if (!space.GetTypeMembers(name, 0).IsEmpty)
            return Faults.Of(Descriptors.ClassTaken, at, property.Name,
                space.IsGlobalNamespace ? name : $"{space.ToDisplayString()}.{name}");
        if (own.GetTypeByMetadataName($"{registry}.{RegistryName.Class}") is not null
            || !own.GlobalNamespace.GetTypeMembers(registry.Split('.')[0]).IsEmpty)
            return Faults.Of(Descriptors.ClassTaken, at, property.Name, $"{registry}.{RegistryName.Class}");
        return library.HidingIn(space) is { Length: > 0 } hiding
            ? Faults.Of(Descriptors.HiddenName, at, hiding,
                space.IsGlobalNamespace ? "the global namespace" : space.ToDisplayString()) : null;
    }

    /// <summary>
    /// Generated code opens the library's namespaces and stands in the declaration's own, whose types come first: the
    /// name of one that
    /// hides one of the library's, or an empty text.
    /// </summary>
    public static string Hiding(INamespaceSymbol space, SourceLibrary library)
    {
        var home = library.Compilation.SourceModule.ReferencedAssemblySymbols.FirstOrDefault(a => a.Name == Library)
            ?? library.Compilation.Assembly;
        var names = Names.GetValue(home, static assembly => NamesIn(assembly));
        for (var outer = space; outer is not null; outer = outer.ContainingNamespace)
        {
            var hiding = Opened.Contains(outer.ToDisplayString()) ? null
                : outer.GetTypeMembers().OrderBy(t => t.Name, StringComparer.Ordinal)
                    .FirstOrDefault(t => names.Contains(t.Name));
            if (hiding is not null)
                return hiding.ToDisplayString();
        }
        return "";
    }

    private static HashSet<string> NamesIn(IAssemblySymbol library)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "Option", "ImmutableArray" };
        foreach (var opened in Opened)
        {
            var space = library.GlobalNamespace;
            foreach (var word in opened.Split('.'))
                space = space?.GetNamespaceMembers().FirstOrDefault(n => n.Name == word);
            names.UnionWith(
                space?.GetTypeMembers().Where(t => t.DeclaredAccessibility == Accessibility.Public).Select(t => t.Name)
                ?? []);
        }
        return names;
    }
}
