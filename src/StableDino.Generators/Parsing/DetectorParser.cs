using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Evaluation;

namespace StableDino.Generators.Parsing;

/// <summary>From an attributed property to a value.</summary>
internal static class DetectorParser
{
    private static readonly SymbolDisplayFormat Escaped = SymbolDisplayFormat.CSharpErrorMessageFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private const string ConfigType = "StableDino.Configuration.DetectorConfig";

    /// <summary>Parses and evaluates one property; null for an attribute on anything else, which the C# compiler refuses.</summary>
    public static ParsedDetector? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        if (context.TargetSymbol is not IPropertySymbol property)
            return null;
        var (value, problems, _) = Evaluate(property, context.TargetNode, SourceLibrary.Of(context.SemanticModel.Compilation), cancel);
        var name = context.TargetNode is PropertyDeclarationSyntax { Identifier: var identifier }
            ? identifier.GetLocation() : context.TargetNode.GetLocation();
        return new(
            DeclarationOf(property),
            Place.Of(name),
            problems.Length == 0 ? value?.Plain : null,
            value is null ? EquatableArray<Origin>.Empty : Origins(value, Place.Of(context.TargetNode.GetLocation())),
            problems);
    }

    private static Evaluated Evaluate(IPropertySymbol property, SyntaxNode node, SourceLibrary library, CancellationToken cancel)
    {
        var at = node is PropertyDeclarationSyntax { Type: var written } ? written : node;
        var visit = new Frame.Visit(library.KeyOf(property), property.Name);
        if (property.Type.ToDisplayString() != ConfigType)
            return Failed(Faults.Of(Descriptors.NotADetectorConfig, at, property.Name, property.Type.ToDisplayString()));
        if (!property.IsStatic)
            return Failed(Faults.Of(Descriptors.NotStatic, at, property.Name));
        if (property.SetMethod is not null)
            return Failed(Faults.Of(Descriptors.NoExpression, at, property.Name, "a setter"));
        if (Surroundings.Fault(property, library, at) is { } forbidden)
            return Failed(forbidden);
        if (DefiningExpression.Of(node) is not { } expression)
            return Failed(Faults.Of(Descriptors.NoExpression, at, property.Name, "neither an initialiser nor an expression body"));

        // In broken code two properties may share a name: only the first is known by it.
        return SymbolEqualityComparer.Default.Equals(library.MemberOf((string)visit.Key), property) && library.Find((string)visit.Key) is { Body: var body }
            ? library.Remember((string)visit.Key, () => Evaluator.Evaluate(body, visit, library, cancel))
            : Evaluator.Evaluate(library.Bind(expression), visit, library, cancel);

        Evaluated Failed(Expression fault) => Evaluator.Evaluate(fault, visit, library, cancel);
    }

    private static Declaration DeclarationOf(IPropertySymbol property)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var type = property.ContainingType; type is not null; type = type.ContainingType)
            types.Push(type);
        var isPublic = property.DeclaredAccessibility == Accessibility.Public && types.All(t => t.DeclaredAccessibility == Accessibility.Public);
        var space = property.ContainingNamespace;
        return new(space.IsGlobalNamespace ? "" : space.ToDisplayString(Escaped), string.Join(".", types.Select(t => t.Name)), property.Name, isPublic);
    }

    private static EquatableArray<Origin> Origins(Traced whole, Place declaration)
    {
        var found = ImmutableArray.CreateBuilder<Origin>();
        Parts("", whole);
        return found.ToImmutable().ToEquatable();

        bool IsHere(Traced part) => !part.IsDefault && declaration.Contains(part.Origin);

        void Add(string path, Traced part)
        {
            if (IsHere(part))
                found.Add(new(path, part.Origin));
            Parts(path, part);
        }

        // Most parts are numbers that were written elsewhere: they need no path.
        void Parts(string path, Traced traced)
        {
            if (traced is Traced.Record record)
            {
                foreach (var member in record.Members)
                {
                    if (member.Value is not Traced.Scalar || IsHere(member.Value))
                        Add(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value);
                }
            }
            else if (traced is Traced.List list)
            {
                for (var i = 0; i < list.Items.Length; i++)
                    Add($"{path}[{i}]", list.Items[i]);
            }
        }
    }
}
