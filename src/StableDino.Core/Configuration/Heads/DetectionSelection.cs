namespace StableDino.Configuration;

/// <summary>Which (query, class) pairs may become detections.</summary>
public enum DetectionSelection
{
    /// <summary>All of them: a query may appear under several classes.</summary>
    Pairs,

    /// <summary>Of each query its best class, the background left out: what softmax scores mean (DETR).</summary>
    BestClass,

    /// <summary>
    /// All of softmax scores but those of the background: a query may appear under several classes (Mask2Former).
    /// </summary>
    ForegroundPairs,
}
