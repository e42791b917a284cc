using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Target boxes as planes of shape [N, 1], ready to meet queries.</summary>
internal readonly record struct TargetPlanes(Tensor[] CentreSize, Corners Corners)
{
    /// <summary>From boxes [N, 4], in the queries' type.</summary>
    public static TargetPlanes Of(Tensor boxes, ScalarType type)
    {
        var centreSize = boxes.to(type).t().contiguous().unsqueeze(-1).unbind(0);
        return new(centreSize, Corners.Of(centreSize));
    }
}
