using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>A tensor of a file under its official name.</summary>
/// <param name="Name">The official name.</param>
/// <param name="Source">The file's tensor.</param>
/// <param name="Rows">Which rows of its first axis are meant, in order; default for all.</param>
internal sealed record TranslatedTensor(string Name, CheckpointTensor Source, ImmutableArray<long> Rows)
{
    /// <summary>Its shape once the rows are chosen.</summary>
    public ImmutableArray<long> Shape => Rows.IsDefault ? Source.Shape : [Rows.Length, .. Source.Shape.Skip(1)];

    /// <summary>Reads it; the caller owns the tensor.</summary>
    public Either<Fault, Tensor> Read(Checkpoint file) => Rows.IsDefault
        ? file.Read(Source)
        : file.Read(Source).Map(whole =>
        {
            using (whole)
            {
                using var rows = tensor(Rows.AsSpan().ToArray());
                return whole.index_select(0, rows);
            }
        });
}
