namespace StableDino.Objective;

/// <summary>What one pass over costs and prices proves about an assignment.</summary>
/// <param name="IsAssignment">min(rows, columns) pairs, no row and no column twice.</param>
/// <param name="Total">Sum of the assigned costs, recomputed.</param>
/// <param name="LowerBound">No assignment whatever costs less than this (weak duality; holds for any prices).</param>
public sealed record AssignmentCertificate(bool IsAssignment, double Total, double LowerBound)
{
    /// <summary>How much cheaper another assignment could be at most.</summary>
    public double Gap => Total - LowerBound;

    /// <summary>
    /// Whether it is an assignment and none is cheaper by more than <paramref name="tolerance"/> (absolute, in units of
    /// cost).
    /// </summary>
    public bool Proves(double tolerance) => IsAssignment && Gap <= tolerance;
}
