using System.Collections.Immutable;
using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.CodeFixes;

/// <summary>
/// Gives a variant a name of its own, made from its property's, where it still has its base's (SDINO009).
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddNameCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["SDINO009"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // The message points at the property itself where no name is written.
            if (root?.FindToken(diagnostic.Location.SourceSpan.Start).Parent is not PropertyDeclarationSyntax property
                || Value(property) is not { } value)
                continue;
            var name = Words(property.Identifier.ValueText);
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Add Name = \"{name}\"",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(value, Named(value, name)))),
                    equivalenceKey: "name"),
                diagnostic);
        }
    }

    private static ExpressionSyntax? Value(PropertyDeclarationSyntax property) =>
        property.Initializer?.Value ?? property.ExpressionBody?.Expression;

    private static ExpressionSyntax Named(ExpressionSyntax value, string name)
    {
        if (value is not WithExpressionSyntax with)
            return SyntaxFactory.ParseExpression($"{value.WithoutTrivia()} with {{ Name = \"{name}\" }}")
                .WithTriviaFrom(value);
        var assignment = SyntaxFactory.ParseExpression($"Name = \"{name}\"");
        var first = with.Initializer.Expressions.FirstOrDefault();
        return with.WithInitializer(with.Initializer.WithExpressions(
            with.Initializer.Expressions.Insert(
                0, first is null ? assignment : assignment.WithLeadingTrivia(first.GetLeadingTrivia()))));
    }

    /// <summary><c>StableDinoR50</c> as <c>stable-dino-r50</c>.</summary>
    internal static string Words(string identifier)
    {
        var words = new StringBuilder();
        for (var i = 0; i < identifier.Length; i++)
        {
            if (char.IsUpper(identifier[i]) && i > 0 && !char.IsUpper(identifier[i - 1]))
                words.Append('-');
            words.Append(char.IsLetterOrDigit(identifier[i]) ? char.ToLowerInvariant(identifier[i]) : '-');
        }
        return words.ToString().Trim('-');
    }
}
