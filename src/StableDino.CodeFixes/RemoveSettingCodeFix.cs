using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.CodeFixes;

/// <summary>
/// Removes a value that turns nothing (SDINO039), where taking it out leaves the others in their places.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveSettingCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["SDINO039"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var written = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (written is not null && root is not null && Holder(written) is { } holder)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Remove '{holder}'",
                        _ =>
                            Task.FromResult(root.RemoveNode(holder, SyntaxRemoveOptions.KeepNoTrivia) is { } rest
                                ? context.Document.WithSyntaxRoot(rest)
                                : context.Document),
                        equivalenceKey: "remove"),
                    diagnostic);
            }
        }
    }

    // An assignment of an initialiser, or an argument with a name.
    private static SyntaxNode? Holder(SyntaxNode written) => written.Parent switch
    {
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment
            when assignment.Right == written => assignment,
        ArgumentSyntax { NameColon: not null } argument => argument,
        _ => null,
    };
}
