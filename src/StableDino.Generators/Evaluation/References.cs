using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Evaluation;

/// <summary>References from one configuration member to another, in source or in a compiled assembly.</summary>
internal static class References
{
    private const string CarrierName = "StableDino.Configuration.EvaluatedConfigurationAttribute";

    /// <summary>A static property or field.</summary>
    public static Traced? Static(ISymbol member, SyntaxNode at, Scope scope)
    {
        if (member is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false })
            return scope.Unsupported(at, "it can change at run time", "a property without a setter or a readonly field");
        return IsInSource(member, scope) ? InSource(member, at, scope with { This = null }) : Carried(member, at, scope);
    }

    /// <summary>A property of an evaluated record: one of its parts, or computed from them.</summary>
    public static Traced? Read(IOperation instance, IPropertySymbol property, SyntaxNode at, Scope scope) =>
        Evaluator.Evaluate(instance, scope) switch
        {
            Traced.Record record when record.Part(property.Name) is { } part => part,
            Traced.Record record when IsInSource(property, scope) => InSource(property, at, scope with { This = record }),
            Traced.Record record => NotCarried(property, at, scope, $"read one of {string.Join(", ", record.Members.Select(m => m.Key))} instead"),
            null => null,
            _ => scope.Unsupported(at, "its left side is not a record", "a property of a configuration record"),
        };

    private static bool IsInSource(ISymbol member, Scope scope) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, scope.Compilation.Assembly);

    private static Traced? InSource(ISymbol member, SyntaxNode at, Scope scope)
    {
        if (scope.Visiting.FindIndex(v => SymbolEqualityComparer.Default.Equals(v, member)) is >= 0 and var first)
            return scope.Fail(Descriptors.Cycle, at, string.Join(" → ", scope.Visiting.Skip(first).Append(member).Select(m => m.Name)));
        if (DefiningExpression.Of(member, scope.Cancel) is not { } expression)
            return scope.Unsupported(at, $"'{member.Name}' has no initialiser and no expression body", "a member declared as '{ get; } = …' or '=> …'");
        if (scope.Visiting.Count >= 100)
            return scope.Unsupported(at, "it refers through more than 100 members", "fewer members");
        var operation = scope.Compilation.GetSemanticModel(expression.SyntaxTree).GetOperation(expression, scope.Cancel);
        return operation is null ? null : Evaluator.Evaluate(operation, scope with { Visiting = scope.Visiting.Add(member) });
    }

    private static Traced? Carried(ISymbol member, SyntaxNode at, Scope scope)
    {
        var path = member.ToDisplayString();
        var carried = member.ContainingAssembly.GetAttributes()
            .Where(a => a.AttributeClass?.ToDisplayString() == CarrierName && a.ConstructorArguments.Length == 2)
            .Select(a => (Path: a.ConstructorArguments[0].Value as string ?? "", Text: a.ConstructorArguments[1].Value as string ?? ""))
            .ToImmutableArray();
        if (carried.Where(c => c.Path == path).Select(c => c.Text).FirstOrDefault() is not { } text)
        {
            return NotCarried(member, at, scope, carried.IsEmpty
                ? "write its value out"
                : $"write its value out, or start from the nearest it carries: {Nearest.Of(path, carried.Select(c => c.Path))}");
        }
        return CanonicalText.Parse(text) is { } value
            ? Traced.Of(value, at.GetLocation())
            : scope.Fail(Descriptors.VersionMismatch, at, $"The value carried for '{path}' cannot be read");
    }

    private static Traced? NotCarried(ISymbol member, SyntaxNode at, Scope scope, string mend) =>
        scope.Fail(Descriptors.NotCarried, at, member.ToDisplayString(), member.ContainingAssembly.Name, mend);
}
