using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>From an attributed property to its expression.</summary>
internal static class DetectorParser
{
    private static readonly SymbolDisplayFormat Escaped = SymbolDisplayFormat.CSharpErrorMessageFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private const string ConfigType = "StableDino.Configuration.DetectorConfig";

    /// <summary>Parses one property; null for an attribute on anything else, which the C# compiler refuses.</summary>
    public static ParsedProperty? Parse(GeneratorAttributeSyntaxContext context)
    {
        if (context.TargetSymbol is not IPropertySymbol property)
            return null;
        var (node, library) = (context.TargetNode, SourceLibrary.Of(context.SemanticModel.Compilation));
        var name = node is PropertyDeclarationSyntax { Identifier: var identifier }
            ? identifier.GetLocation()
            : node.GetLocation();
        var key = library.KeyOf(property);
        var parsed = new ParsedProperty(
            DeclarationOf(property), SourceSpan.Of(name), SourceSpan.Of(node), Faults.Silent(node))
        {
            Key = key, Library = library,
        };
        if ((OldNames.In(node, context.SemanticModel) ?? Fault(property, node, library)) is { } fault)
            return parsed with { Body = fault };

        // In broken code two properties may share a name: only the first is known by it.
        return SymbolEqualityComparer.Default.Equals(library.MemberOf(key), property)
            && library.Find(key) is { Body: var body }
            ? parsed with { Body = body, IsKnownByKey = true }
            : parsed with { Body = library.Bind(DefiningExpression.Of(node)!) };
    }

    private static Expression? Fault(IPropertySymbol property, SyntaxNode node, SourceLibrary library)
    {
        var at = node is PropertyDeclarationSyntax { Type: var written } ? written : node;
        if (property.Type.ToDisplayString() != ConfigType)
            return Faults.Of(Descriptors.NotADetectorConfig, at, property.Name, property.Type.ToDisplayString());
        if (!property.IsStatic)
            return Faults.Of(Descriptors.NotStatic, at, property.Name);
        if (property.SetMethod is not null)
            return Faults.Of(Descriptors.NoExpression, at, property.Name, "a setter");
        if (Surroundings.Fault(property, library, at) is { } forbidden)
            return forbidden;
        return DefiningExpression.Of(node) is null
            ? Faults.Of(Descriptors.NoExpression, at, property.Name, "neither an initialiser nor an expression body")
            : null;
    }

    private static Declaration DeclarationOf(IPropertySymbol property)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var type = property.ContainingType; type is not null; type = type.ContainingType)
            types.Push(type);
        var isPublic = property.DeclaredAccessibility == Accessibility.Public
            && types.All(t => t.DeclaredAccessibility == Accessibility.Public);
        var space = property.ContainingNamespace;
        return new(space.IsGlobalNamespace ? "" : space.ToDisplayString(Escaped),
            string.Join(".", types.Select(t => t.Name)), property.Name, isPublic);
    }
}
