namespace StableDino.Configuration;

/// <summary>
/// What says how well a prediction lies where stable matching asks for it: s of Eq. 3 and s′ of Eq. 4.
/// </summary>
public enum PositionMetric
{
    /// <summary>Of boxes, as the paper has it: s is the IoU, s′ = (GIoU + 1)/2.</summary>
    BoxIou,

    /// <summary>
    /// Of masks: both are the IoU of the predicted and the true mask at the uniform points of the matching cost. Not in
    /// the paper:
    /// docs/decisions/0080-stable-masks.md.
    /// </summary>
    MaskIou,
}
