namespace StableDino.Configuration;

/// <summary>Non-maximum suppression after the top-k selection.</summary>
public abstract record SuppressionConfig
{
    private SuppressionConfig() { }

    /// <summary>None: DETR's way.</summary>
    public sealed record None : SuppressionConfig;

    /// <summary>Greedy, per class: of two boxes with IoU above the threshold the lower-scored goes.</summary>
    /// <param name="IouThreshold">0.8 in the paper.</param>
    /// <param name="Candidates">Best pairs to suppress among, where they are more than the detections that are
    /// kept.</param>
    public sealed record PerClass(float IouThreshold = 0.8f, int Candidates = 0) : SuppressionConfig;
}
