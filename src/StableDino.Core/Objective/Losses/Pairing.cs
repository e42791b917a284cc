using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>How the queries of a branch of the loss get their targets.</summary>
internal abstract record Pairing
{
    private Pairing() { }

    /// <summary>At the least cost, in every layer.</summary>
    /// <param name="Cost">The cost.</param>
    public sealed record Hungarian(Assignment.Hungarian Cost) : Pairing;

    /// <summary>By the overlap of the boxes that the predictions start from; the same in all layers.</summary>
    /// <param name="Least">IoU from which a query may get a target.</param>
    /// <param name="Most">Most queries of a target: the branch's targets stand as often in its list.</param>
    /// <param name="Arithmetic">How IoU divides.</param>
    public sealed record ByOverlap(double Least, int Most, OverlapArithmetic Arithmetic) : Pairing;

    /// <summary>Each positive knows its target.</summary>
    /// <param name="Pairs">In each layer.</param>
    /// <param name="PerImage">Pairs of each image; read for masks alone.</param>
    /// <param name="Counted">[B, Q], bool: queries that are no padding; all where it is none.</param>
    public sealed record Known(MatchedPairs Pairs, ImmutableArray<int> PerImage, Option<Tensor> Counted) : Pairing;
}
