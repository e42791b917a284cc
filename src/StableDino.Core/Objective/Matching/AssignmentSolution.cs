using System.Collections.Immutable;

namespace StableDino.Objective;

/// <summary>A cheapest assignment with the prices that prove it.</summary>
/// <param name="ColumnOfRow">Column of each row; −1 for a row without one (more rows than columns).</param>
/// <param name="RowPrices">Dual variable u of each row.</param>
/// <param name="ColumnPrices">Dual variable v of each column. u + v never exceeds the cost and equals it on assigned
/// pairs.</param>
/// <param name="Total">Sum of the assigned costs.</param>
public sealed record AssignmentSolution(
    ImmutableArray<int> ColumnOfRow, ImmutableArray<double> RowPrices, ImmutableArray<double> ColumnPrices,
    double Total);
