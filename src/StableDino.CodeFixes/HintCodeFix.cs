using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.CodeFixes;

/// <summary>
/// Writes the nearest value that works in place of the one that does not: every message that knows it carries it along.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class HintCodeFix : CodeFixProvider
{
    /// <summary>The property of a diagnostic that holds the C# text to write.</summary>
    internal const string Hint = "Hint";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [.. Enumerable.Range(8, 192).Select(n => $"SDINO{n:000}")];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(Hint, out var hint) && hint is { Length: > 0 }
                && root?.FindNode(
                    diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax written)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Write {hint}",
                        _ =>
                            Task.FromResult(
                                context.Document.WithSyntaxRoot(
                                    root.ReplaceNode(
                                        written, SyntaxFactory.ParseExpression(hint).WithTriviaFrom(written)))),
                        equivalenceKey: "hint"),
                    diagnostic);
            }
        }
    }
}
