using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Truth boxes as planes of shape [N, 1], ready to meet queries.</summary>
internal readonly record struct TruthPlanes(Tensor[] CentreSize, Corners Corners)
{
    /// <summary>From boxes [N, 4], in the queries' type.</summary>
    public static TruthPlanes Of(Tensor boxes, ScalarType type)
    {
        var centreSize = boxes.to(type).t().contiguous().unsqueeze(-1).unbind(0);
        return new(centreSize, Corners.Of(centreSize));
    }
}
