using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Data;

/// <summary>
/// What a worker hands over: a batch (unless none of its images could be decoded), what went wrong on the way, or the
/// end.
/// </summary>
internal readonly record struct MadeBatch(Option<Batch> Batch, ImmutableArray<DataFault> Faults, bool IsEnd)
    : IDisposable
{
    public static MadeBatch End { get; } = new(Option<Batch>.None, [], IsEnd: true);

    public void Dispose() => Batch.IfSome(batch => batch.Dispose());
}
