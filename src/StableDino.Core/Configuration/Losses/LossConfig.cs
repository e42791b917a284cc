namespace StableDino.Configuration;

/// <summary>
/// The terms of a branch's training loss and their weights: each decoder layer contributes a class, an L1 and a GIoU
/// term, and where masks are predicted those of <see cref="MaskConfig.PixelEmbedding"/>.
/// </summary>
/// <param name="Classification">Class term.</param>
/// <param name="ClassificationWeight">Weight of the class term.</param>
/// <param name="BoxWeight">Weight of the L1 term.</param>
/// <param name="GiouWeight">Weight of the GIoU term.</param>
/// <param name="AuxiliaryWeight">Factor on the terms of all decoder layers but the last.</param>
/// <param name="Overlap">How the IoU of the class target and the GIoU of the box term divide.</param>
public sealed record LossConfig(
    ClassificationLoss Classification,
    float ClassificationWeight = 1f,
    float BoxWeight = 5f,
    float GiouWeight = 2f,
    float AuxiliaryWeight = 1f,
    OverlapArithmetic Overlap = OverlapArithmetic.Exact);
