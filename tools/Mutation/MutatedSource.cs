using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.Mutation;

/// <summary>
/// A source file with its mutants built in: <c>a − b</c> becomes <c>(Is(17) ? (a + b) : (a − b))</c>.
/// </summary>
/// <param name="wanted">The replacements of a node.</param>
/// <param name="statements">Whether statements are forgotten, too.</param>
internal sealed class MutatedSource(
    Func<ExpressionSyntax, IEnumerable<(string Text, string Property)>> wanted, bool statements) : CSharpSyntaxRewriter
{
    public const string Annotation = "mutant";
    private const string Switch = "global::StableDino.MutantSwitch.Is";

    private readonly List<Mutant> found = [];
    private HashSet<int> dropped = [];
    private string file = "";
    private int next;

    /// <summary>Rewrites a file; ids go on from <paramref name="first"/>, dropped ones are left as they were.</summary>
    public (SyntaxNode Root, IReadOnlyList<Mutant> Mutants, int Next) Rewrite(
        string name, SyntaxNode root, int first, HashSet<int> leftOut)
    {
        (file, next, dropped) = (name, first, leftOut);
        found.Clear();
        var rewritten = Visit(root)!;
        return (rewritten, [.. found], next);
    }

    /// <inheritdoc/>
    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is null || Fixed(node)) return node;
        var inner = base.Visit(node);
        return node switch
        {
            ExpressionSyntax expression when inner is ExpressionSyntax visited => Wrap(expression, visited),
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or AssignmentExpressionSyntax } statement
                when statements && inner is ExpressionStatementSyntax visited
                    && !statement.ToString().Contains(".Return(") => Forget(statement, visited),
            _ => inner,
        };
    }

    private ExpressionSyntax Wrap(ExpressionSyntax original, ExpressionSyntax visited)
    {
        foreach (var (text, property) in wanted(original))
        {
            var id = next++;
            if (dropped.Contains(id)) continue;
            var alternative = SyntaxFactory.ParseExpression(text).WithoutTrivia();
            found.Add(new(id, file, Line(original), original.ToString(), text, property));
            visited = SyntaxFactory.ParenthesizedExpression(SyntaxFactory.ConditionalExpression(
                    SyntaxFactory.ParseExpression($"{Switch}({id})"),
                    SyntaxFactory.Token(SyntaxKind.QuestionToken).WithLeadingTrivia(SyntaxFactory.Space)
                        .WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.ParenthesizedExpression(alternative),
                    SyntaxFactory.Token(SyntaxKind.ColonToken).WithLeadingTrivia(SyntaxFactory.Space)
                        .WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.ParenthesizedExpression(visited.WithoutTrivia())))
                .WithTriviaFrom(original).WithAdditionalAnnotations(new SyntaxAnnotation(Annotation, $"{id}"));
        }

        return visited;
    }

    private StatementSyntax Forget(ExpressionStatementSyntax original, ExpressionStatementSyntax visited)
    {
        var id = next++;
        if (dropped.Contains(id)) return visited;
        found.Add(new(id, file, Line(original), original.ToString(), "(forgotten)"));
        // In a block of its own, so that an else that follows stays where it was.
        return SyntaxFactory.Block(
            SyntaxFactory.IfStatement(
                SyntaxFactory.ParseExpression($"!{Switch}({id})"), SyntaxFactory.Block(visited.WithoutTrivia())))
            .WithTriviaFrom(original).WithAdditionalAnnotations(new SyntaxAnnotation(Annotation, $"{id}"));
    }

    // Constants, patterns, attributes and defaults must stay constant; messages are no behaviour.
    private static bool Fixed(SyntaxNode node) => node switch
    {
        AttributeListSyntax or PatternSyntax or ParameterSyntax or EnumMemberDeclarationSyntax or SwitchLabelSyntax
            or TypeSyntax or ThrowExpressionSyntax
            or ThrowStatementSyntax or InterpolatedStringExpressionSyntax => node is not NameSyntax,
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => local.IsConst,
        MethodDeclarationSyntax method => method.Identifier.Text is "GetHashCode" or "ToString",
        _ => false,
    };

    private static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
