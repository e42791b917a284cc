namespace StableDino.Configuration;

/// <summary>
/// Hungarian matching cost: <c>Class·C_class + Box·L1 + Giou·(1 − GIoU)</c>, and <c>Mask·CE + Dice·(1 − Dice)</c> of
/// masks.
/// </summary>
/// <param name="Modulation">Position modulation of the class cost.</param>
/// <param name="ClassCost">Weight of the focal cost.</param>
/// <param name="BoxCost">Weight of the L1 distance of normalised centre-size boxes.</param>
/// <param name="GiouCost">Weight of 1 − GIoU.</param>
/// <param name="Alpha">Balance of the focal cost's halves.</param>
/// <param name="Gamma">Exponent of the focal cost.</param>
/// <param name="Overlap">How GIoU divides.</param>
/// <param name="Score">What a class score costs.</param>
/// <param name="Assignment">How queries get their targets: the costs are read by
/// <see cref="TruthAssignment.Hungarian"/> alone.</param>
/// <param name="LeastOverlap">IoU from which a query may get a target by overlap.</param>
/// <param name="QueriesPerTruth">Most queries that a target is given by overlap.</param>
/// <param name="MaskCost">Weight of the masks' cross-entropy at points, where masks are predicted.</param>
/// <param name="DiceCost">Weight of the masks' dice distance at points, where masks are predicted.</param>
/// <param name="LogEpsilon">Added inside the logarithms of the focal cost: a saturated score costs 18.4 with 1e-8, not
/// infinity.</param>
public sealed record MatchingConfig(
    CostModulation Modulation,
    float ClassCost = 2f,
    float BoxCost = 5f,
    float GiouCost = 2f,
    float Alpha = 0.25f,
    float Gamma = 2f,
    OverlapArithmetic Overlap = OverlapArithmetic.Exact,
    ClassificationCost Score = ClassificationCost.Focal,
    TruthAssignment Assignment = TruthAssignment.Hungarian,
    float LeastOverlap = 0.6f,
    int QueriesPerTruth = 4,
    float MaskCost = 0f,
    float DiceCost = 0f,
    float LogEpsilon = 1e-8f);
