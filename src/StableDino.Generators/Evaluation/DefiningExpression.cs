using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.Generators.Evaluation;

/// <summary>Finds the one expression that gives a property or field its value.</summary>
internal static class DefiningExpression
{
    /// <summary>The initialiser or the expression body of a member in source; null if it has neither.</summary>
    public static ExpressionSyntax? Of(ISymbol member, CancellationToken cancel) =>
        member.DeclaringSyntaxReferences.Select(r => Of(r.GetSyntax(cancel))).FirstOrDefault(e => e is not null);

    /// <summary>The initialiser or the expression body of a declaration; null if it has neither.</summary>
    public static ExpressionSyntax? Of(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax { Initializer.Value: var value } => value,
        PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
        PropertyDeclarationSyntax { AccessorList.Accessors: [{ ExpressionBody.Expression: var value }] } => value,
        VariableDeclaratorSyntax { Initializer.Value: var value } => value,
        _ => null,
    };
}
