namespace StableDino.Configuration;

/// <summary>
/// Which (query, class) pairs of softmax scores may become detections; of sigmoid scores all of them may.
/// </summary>
public enum DetectionSelection
{
    /// <summary>Of each query its best class, the background left out (DETR).</summary>
    BestClass,

    /// <summary>All but those of the background: a query may appear under several classes (Mask2Former).</summary>
    ForegroundPairs,
}
