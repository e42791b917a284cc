using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.Generators.Parsing;

/// <summary>Finds the one expression, or the body, that gives a member its value.</summary>
internal static class DefiningExpression
{
    /// <summary>The expression or block of a member in source; null if it has neither.</summary>
    public static SyntaxNode? BodyOf(ISymbol member) =>
        member.DeclaringSyntaxReferences.Select(r => BodyOf(r.GetSyntax())).FirstOrDefault(b => b is not null);

    /// <summary>The initialiser or the expression body of a property; null if it has neither.</summary>
    public static ExpressionSyntax? Of(SyntaxNode declaration) => BodyOf(declaration) as ExpressionSyntax;

    private static SyntaxNode? BodyOf(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax { Initializer.Value: var value } => value,
        PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
        PropertyDeclarationSyntax { AccessorList.Accessors: [{ ExpressionBody.Expression: var value }] } => value,
        VariableDeclaratorSyntax { Initializer.Value: var value } => value,
        MethodDeclarationSyntax { ExpressionBody.Expression: var value } => value,
        MethodDeclarationSyntax { Body: { } block } => block,
        _ => null,
    };
}
