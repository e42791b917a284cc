using Microsoft.CodeAnalysis;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Emission;
using StableDino.Generators.Evaluation;

namespace StableDino.Generators.Parsing;

/// <summary>What around a declaration would keep its generated code from compiling.</summary>
internal static class Surroundings
{
    private static readonly string[] Opened =
        ["StableDino.Configuration", "StableDino.Denoising", "StableDino.Detectors", "StableDino.Layers", "System.Collections.Immutable", "LanguageExt"];

    /// <summary>The problem, or null.</summary>
    public static Expression.Fault? Fault(IPropertySymbol property, SourceLibrary library, SyntaxNode at)
    {
        for (var type = property.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
                return Faults.Of(Descriptors.GenericDeclaration, at, property.Name, property.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        }
        var space = property.ContainingNamespace;
        var name = property.Name + "Graph";
        var full = space.IsGlobalNamespace ? name : $"{space.ToDisplayString()}.{name}";
        var registry = RegistryEmitter.Namespace(library.Compilation.AssemblyName ?? "Detectors");
        if (space.GetTypeMembers(name, 0).Any(library.IsInSource))
            return Faults.Of(Descriptors.ClassTaken, at, property.Name, full);
        if (library.Compilation.Assembly.GetTypeByMetadataName($"{registry}.CompiledDetectors") is not null)
            return Faults.Of(Descriptors.ClassTaken, at, property.Name, $"{registry}.CompiledDetectors");
        if (library.Compilation.GlobalNamespace.GetTypeMembers(registry.Split('.')[0]).Any(library.IsInSource))
            return Faults.Of(Descriptors.ClassTaken, at, property.Name, $"{registry}.CompiledDetectors");
        return Hiding(space, library) is { } hiding
            ? Faults.Of(Descriptors.HiddenName, at, hiding.ToDisplayString(), space.IsGlobalNamespace ? "the global namespace" : space.ToDisplayString()) : null;
    }

    // Generated code opens these namespaces and stands in the declaration's own, whose types come first.
    private static INamedTypeSymbol? Hiding(INamespaceSymbol space, SourceLibrary library)
    {
        for (var home = space; home is not null; home = home.ContainingNamespace)
        {
            var hiding = Opened.Contains(home.ToDisplayString()) ? null : home.GetTypeMembers()
                .Where(library.IsInSource).OrderBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(t => library.OpenedNames.Contains(t.Name));
            if (hiding is not null)
                return hiding;
        }
        return null;
    }

    /// <summary>Names of the types in the namespaces that generated code opens and that it may use.</summary>
    public static HashSet<string> Names(Compilation compilation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "Option", "ImmutableArray" };
        foreach (var opened in Opened.Take(4))
        {
            INamespaceSymbol? space = compilation.GlobalNamespace;
            foreach (var word in opened.Split('.'))
                space = space?.GetNamespaceMembers().FirstOrDefault(n => n.Name == word);
            names.UnionWith(space?.GetTypeMembers().Where(t => t.DeclaredAccessibility == Accessibility.Public).Select(t => t.Name) ?? []);
        }
        return names;
    }
}
