using System.Collections.Immutable;
using LanguageExt;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>The decoder's input: content, place and reference of every query, branch by branch.</summary>
/// <param name="Content">[B, Q, width].</param>
/// <param name="References">[B, Q, 2] points or [B, Q, 4] boxes, in [0, 1]; [B, Q, 0] where there are none.</param>
/// <param name="Positions">[B, Q, width]: position embeddings that stay the same in all layers. None: the decoder makes
/// them of the references. By row and column [B, Q, 3·width]: those on the two axes stand after it.</param>
/// <param name="Groups">The branches' queries in order; their counts sum to Q.</param>
/// <param name="Unseen">[B, Q], bool: queries that nobody attends to, such as slots without a target. None: there are
/// none.</param>
public sealed record SelectedQueries(
    Tensor Content, Tensor References, Option<Tensor> Positions, ImmutableArray<QueryGroup> Groups,
    Option<Tensor> Unseen = default)
{
    /// <summary>The same; its tensors now belong to the dispose scope around the current one.</summary>
    internal SelectedQueries MoveToOuterDisposeScope() => this with
    {
        Content = Content.MoveToOuterDisposeScope(), References = References.MoveToOuterDisposeScope(),
        Positions = Positions.Map(positions => positions.MoveToOuterDisposeScope()),
        Unseen = Unseen.Map(unseen => unseen.MoveToOuterDisposeScope()),
    };
}
