using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Evaluation;

namespace StableDino.Generators.Parsing;

/// <summary>From an attributed property to a value: the one step that sees symbols.</summary>
internal static class DetectorParser
{
    private const string ConfigType = "StableDino.Configuration.DetectorConfig";

    /// <summary>Parses and evaluates one property; null for an attribute on anything else, which the C# compiler refuses.</summary>
    public static ParsedDetector? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        if (context.TargetSymbol is not IPropertySymbol property)
            return null;
        var problems = ImmutableArray.CreateBuilder<DiagnosticInfo>();
        var scope = new Scope(context.SemanticModel.Compilation, problems, [property], This: null, cancel);
        var traced = Evaluate(property, context.TargetNode, scope);
        var name = context.TargetNode is PropertyDeclarationSyntax { Identifier: var identifier }
            ? identifier.GetLocation() : context.TargetNode.GetLocation();
        return new(
            DeclarationOf(property),
            Place.Of(name),
            problems.Count == 0 ? traced?.Plain : null,
            traced is null ? [] : Origins("", traced, Place.Of(context.TargetNode.GetLocation())).ToEquatable(),
            problems.Distinct().ToEquatable());
    }

    private static Traced? Evaluate(IPropertySymbol property, SyntaxNode node, Scope scope)
    {
        var at = node is PropertyDeclarationSyntax { Type: var written } ? written : node;
        if (property.Type.ToDisplayString() != ConfigType)
            return scope.Fail(Descriptors.NotADetectorConfig, at, property.Name, property.Type.ToDisplayString());
        if (!property.IsStatic)
            return scope.Fail(Descriptors.NotStatic, at, property.Name);
        if (property.SetMethod is not null)
            return scope.Fail(Descriptors.NoExpression, at, property.Name, "a setter");
        if (DefiningExpression.Of(node) is not { } expression)
            return scope.Fail(Descriptors.NoExpression, at, property.Name, "neither an initialiser nor an expression body");
        var model = scope.Compilation.GetSemanticModel(expression.SyntaxTree);
        return model.GetOperation(expression, scope.Cancel) is { } operation ? Evaluator.Evaluate(operation, scope) : null;
    }

    private static Declaration DeclarationOf(IPropertySymbol property)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var type = property.ContainingType; type is not null; type = type.ContainingType)
            types.Push(type);
        var isPublic = property.DeclaredAccessibility == Accessibility.Public && types.All(t => t.DeclaredAccessibility == Accessibility.Public);
        var space = property.ContainingNamespace;
        return new(space.IsGlobalNamespace ? "" : space.ToDisplayString(), string.Join(".", types.Select(t => t.Name)), property.Name, isPublic);
    }

    private static IEnumerable<Origin> Origins(string path, Traced traced, Place declaration)
    {
        if (!traced.IsDefault && path.Length > 0 && Place.Of(traced.Origin) is var place && declaration.Contains(place))
            yield return new(path, place);
        if (traced is not Traced.Record record)
            yield break;
        foreach (var part in record.Members)
        {
            foreach (var origin in Origins(path.Length == 0 ? part.Key : $"{path}.{part.Key}", part.Value, declaration))
                yield return origin;
        }
    }
}
