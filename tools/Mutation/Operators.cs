using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.Mutation;

/// <summary>The small mistakes: what an expression may be mistaken for.</summary>
internal static class Operators
{
    private static readonly Dictionary<SyntaxKind, string> Binary = new()
    {
        [SyntaxKind.AddExpression] = "-", [SyntaxKind.SubtractExpression] = "+", [SyntaxKind.MultiplyExpression] = "/",
        [SyntaxKind.DivideExpression] = "*",
        [SyntaxKind.ModuloExpression] = "/", [SyntaxKind.LessThanExpression] = "<=",
        [SyntaxKind.LessThanOrEqualExpression] = "<",
        [SyntaxKind.GreaterThanExpression] = ">=", [SyntaxKind.GreaterThanOrEqualExpression] = ">",
        [SyntaxKind.EqualsExpression] = "!=",
        [SyntaxKind.NotEqualsExpression] = "==", [SyntaxKind.LogicalAndExpression] = "||",
        [SyntaxKind.LogicalOrExpression] = "&&",
        [SyntaxKind.BitwiseAndExpression] = "|", [SyntaxKind.BitwiseOrExpression] = "&",
    };

    // A method and what it is easily confused with; null: the call is forgotten and its receiver stays.
    private static readonly Dictionary<string, string?> Methods = new()
    {
        ["Min"] = "Max", ["Max"] = "Min", ["minimum"] = "maximum", ["maximum"] = "minimum", ["amax"] = "amin",
        ["amin"] = "amax",
        ["gt"] = "ge", ["ge"] = "gt", ["lt"] = "le", ["le"] = "lt", ["eq"] = "ne", ["ne"] = "eq",
        ["logical_and"] = "logical_or", ["logical_or"] = "logical_and",
        ["Any"] = "All", ["All"] = "Any", ["OrderBy"] = "OrderByDescending", ["OrderByDescending"] = "OrderBy",
        ["First"] = "Last", ["Last"] = "First",
        ["Floor"] = "Ceiling", ["Ceiling"] = "Floor", ["sin"] = "cos",
        ["clamp_min"] = null, ["clamp_max"] = null, ["clamp"] = null, ["detach"] = null, ["abs"] = null, ["exp"] = null,
        ["log"] = null, ["sigmoid"] = null,
        ["expm1"] = null, ["logical_not"] = null, ["masked_fill"] = null, ["Abs"] = null, ["Distinct"] = null,
        ["Reverse"] = null, ["pow"] = null,
    };

    /// <summary>Replacements of an expression, as text.</summary>
    public static IEnumerable<string> Of(ExpressionSyntax node) => node switch
    {
        BinaryExpressionSyntax binary when Binary.TryGetValue(binary.Kind(), out var other) && !IsText(binary) =>
            [$"{binary.Left} {other} {binary.Right}"],
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression
            or (int)SyntaxKind.LogicalNotExpression } unary => [$"{unary.Operand}"],
        LiteralExpressionSyntax literal => OfLiteral(literal),
        ConditionalExpressionSyntax conditional => [$"{conditional.WhenTrue}", $"{conditional.WhenFalse}"],
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call
            when Methods.TryGetValue(member.Name.Identifier.Text, out var other) =>
            [other is null
                ? member.Expression is IdentifierNameSyntax { Identifier.Text: "Math" }
                    ? $"{call.ArgumentList.Arguments[0]}"
                    : $"{member.Expression}"
                : $"{member.Expression}.{other}{Generic(member)}{call.ArgumentList}"],
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax name } call
            when Methods.TryGetValue(name.Identifier.Text, out var other) && other is not null =>
            [$"{other}{call.ArgumentList}"],
        _ => [],
    };

    private static IEnumerable<string> OfLiteral(LiteralExpressionSyntax literal) => literal.Token.Value switch
    {
        int value => [$"{value + 1}"],
        long value => [$"{value + 1}L"],
        double value => [value == 0 ? "1.0" : $"({literal} * 2)"],
        float value => [value == 0 ? "1f" : $"({literal} * 2)"],
        true => ["false"],
        false => ["true"],
        _ => [],
    };

    private static string Generic(MemberAccessExpressionSyntax member) =>
        member.Name is GenericNameSyntax generic ? generic.TypeArgumentList.ToString() : "";

    private static bool IsText(BinaryExpressionSyntax binary) =>
        binary.DescendantNodesAndSelf()
            .Any(node => node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression));
}
