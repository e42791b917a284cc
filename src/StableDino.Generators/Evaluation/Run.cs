using System.Collections.Immutable;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>One evaluation: what it may refer to, what it has noted, how far it may still go.</summary>
/// <param name="library">Definitions and types.</param>
/// <param name="cancel">Stops long work.</param>
internal sealed class Run(ILibrary library, CancellationToken cancel)
{
    /// <summary>
    /// Expressions that one configuration may need; a function that doubles its work in every call is stopped here.
    /// </summary>
    public const int MostSteps = 200_000;

    public ILibrary Library { get; } = library;

    public Memory Memory { get; } = Memory.Of(library);

    public ImmutableArray<DiagnosticInfo>.Builder Problems { get; } = ImmutableArray.CreateBuilder<DiagnosticInfo>();

    public CancellationToken Cancel { get; } = cancel;

    public int Steps { get; set; }
}
