namespace StableDino.Configuration;

/// <summary>How a point is read from a learned position.</summary>
public enum PointMap
{
    /// <summary>By a linear map (Deformable DETR).</summary>
    Linear,

    /// <summary>By a MLP of two layers (Conditional DETR).</summary>
    Mlp,
}
