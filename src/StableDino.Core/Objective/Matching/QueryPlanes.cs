using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Predicted boxes as eight contiguous planes, centre-size and corners: pairwise arithmetic then reads memory in order.
/// </summary>
internal readonly record struct QueryPlanes(Tensor[] CentreSize, Corners Corners)
{
    /// <summary>Planes of shape [L, B, Q] from boxes [L, B, Q, 4], in at least single precision.</summary>
    public static QueryPlanes Of(Tensor boxes)
    {
        var centreSize = Widened.Of(boxes).permute(3, 0, 1, 2).contiguous().unbind(0);
        return new(centreSize, Corners.Of(centreSize));
    }

    /// <summary>Planes of shape [L, N, Q]: for each target the queries of its image.</summary>
    public QueryPlanes AtImages(Tensor imageOf) =>
        Map(plane => plane.index(TensorIndex.Colon, TensorIndex.Tensor(imageOf)));

    /// <summary>Planes of shape [L, B, 1, Q], ready to meet targets.</summary>
    public QueryPlanes Spread() => Map(plane => plane.unsqueeze(2));

    private QueryPlanes Map(Func<Tensor, Tensor> f) => new(
        [.. CentreSize.Select(f)], new(f(Corners.Left), f(Corners.Top), f(Corners.Right), f(Corners.Bottom)));
}
