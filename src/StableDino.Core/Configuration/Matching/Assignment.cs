namespace StableDino.Configuration;

/// <summary>How queries get their targets.</summary>
public abstract record Assignment
{
    private Assignment() { }

    /// <summary>How overlaps divide; the tokens of DETA's proposals are given their targets by it, too.</summary>
    public abstract OverlapArithmetic Overlap { get; init; }

    /// <summary>
    /// One query for each target, again in every layer, at the least cost (DETR):
    /// <c>ClassCost·C_class + BoxCost·L1 + GiouCost·(1 − GIoU)</c>, and the masks' costs where masks are predicted.
    /// </summary>
    /// <param name="Classification">What a class probability costs, C_class.</param>
    /// <param name="ClassCost">Weight of that cost.</param>
    /// <param name="BoxCost">Weight of the L1 distance of normalised centre-size boxes.</param>
    /// <param name="GiouCost">Weight of 1 − GIoU.</param>
    /// <param name="Overlap">How GIoU divides.</param>
    public sealed record Hungarian(
        ClassificationCost Classification,
        float ClassCost = 2f,
        float BoxCost = 5f,
        float GiouCost = 2f,
        OverlapArithmetic Overlap = OverlapArithmetic.Exact) : Assignment;

    /// <summary>
    /// Several queries for each target, the same in all layers: those whose references overlap it enough before the
    /// first layer, or best of all (DETA). There is no cost.
    /// </summary>
    /// <param name="Least">IoU from which a query may get a target, in (0, 1].</param>
    /// <param name="QueriesPerTarget">Most queries that a target is given.</param>
    /// <param name="Overlap">How IoU divides.</param>
    public sealed record ByOverlap(
        float Least = 0.6f, int QueriesPerTarget = 4, OverlapArithmetic Overlap = OverlapArithmetic.Exact)
        : Assignment;
}
