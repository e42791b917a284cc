namespace StableDino.Configuration;

/// <summary>
/// The terms of the training loss and their weights. Each decoder layer and the encoder's proposals pay class, L1 and GIoU terms;
/// the denoising branch pays its own, divided by truths × groups.
/// </summary>
/// <param name="Classification">Class term of matched queries.</param>
/// <param name="DenoisingClassification">Class term of denoising queries.</param>
/// <param name="ClassificationWeight">Weight of the class term.</param>
/// <param name="BoxWeight">Weight of the L1 term.</param>
/// <param name="GiouWeight">Weight of the GIoU term.</param>
/// <param name="DenoisingClassificationWeight">Weight of the denoising class term.</param>
/// <param name="DenoisingBoxWeight">Weight of the denoising L1 term.</param>
/// <param name="DenoisingGiouWeight">Weight of the denoising GIoU term.</param>
/// <param name="AuxiliaryWeight">Factor on the terms of all decoder layers but the last.</param>
/// <param name="ProposalWeight">Factor on the terms of the encoder's proposals.</param>
/// <param name="Overlap">How the IoU of the class target and the GIoU of the box term divide.</param>
public sealed record LossConfig(
    ClassificationLoss Classification,
    ClassificationLoss DenoisingClassification,
    float ClassificationWeight = 1f,
    float BoxWeight = 5f,
    float GiouWeight = 2f,
    float DenoisingClassificationWeight = 1f,
    float DenoisingBoxWeight = 5f,
    float DenoisingGiouWeight = 2f,
    float AuxiliaryWeight = 1f,
    float ProposalWeight = 1f,
    OverlapArithmetic Overlap = OverlapArithmetic.Exact);
