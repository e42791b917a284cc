namespace StableDino.Evaluation;

/// <summary>What is compared when a detection meets a ground truth.</summary>
public enum OverlapKind
{
    /// <summary>Boxes: COCO's <c>bbox</c>.</summary>
    Box,

    /// <summary>Masks: COCO's <c>segm</c>.</summary>
    Mask,
}
