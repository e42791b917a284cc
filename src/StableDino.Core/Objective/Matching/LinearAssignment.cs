using System.Buffers;
using System.Collections.Immutable;

namespace StableDino.Objective;

/// <summary>
/// The rectangular linear assignment problem: min(rows, columns) pairs of least total cost. Successive shortest
/// augmenting paths with
/// prices (Jonker and Volgenant, Computing 38, 1987; rectangular form: Crouse, IEEE TAES 52, 2016), in double
/// precision,
/// O(rows² · columns) for rows ≤ columns. Deterministic, ties included.
/// </summary>
public static class LinearAssignment
{
    /// <summary>Largest size of a cost: sums of paths stay finite below it.</summary>
    public const double Largest = 1e150;

    /// <summary>Solves for single-precision costs.</summary>
    /// <inheritdoc cref="Solve(ReadOnlySpan{double}, int, int)"/>
    public static AssignmentSolution Solve(ReadOnlySpan<float> cost, int rows, int columns)
    {
        var wide = ArrayPool<double>.Shared.Rent(cost.Length);
        try
        {
            for (var i = 0; i < cost.Length; i++) wide[i] = cost[i];
            return Solve(wide.AsSpan(0, cost.Length), rows, columns);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(wide);
        }
    }

    /// <summary>Solves for double-precision costs.</summary>
    /// <param name="cost">[rows, columns], row-major, each of at most <see cref="Largest"/> in size; may be negative.
    /// May be empty.</param>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <returns>A cheapest assignment and its prices.</returns>
    /// <exception cref="ArgumentException">The cost is not rows × columns numbers, or one of them is NaN or too
    /// large.</exception>
    public static AssignmentSolution Solve(ReadOnlySpan<double> cost, int rows, int columns)
    {
        Check(cost.Length, rows, columns);
        foreach (var c in cost)
            if (!(Math.Abs(c) <= Largest))
                throw new ArgumentException($"The cost {c} is not a number of at most {Largest}.", nameof(cost));
        if (rows <= columns)
        {
            var (columnOfRow, rowPrices, columnPrices) = SolveWide(cost, rows, columns);
            return new([.. columnOfRow], [.. rowPrices], [.. columnPrices], Total(cost, columnOfRow, columns));
        }

        var turned = ArrayPool<double>.Shared.Rent(cost.Length);
        try
        {
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++) turned[j * rows + i] = cost[i * columns + j];
            var (rowOfColumn, columnPrices, rowPrices) = SolveWide(turned.AsSpan(0, cost.Length), columns, rows);
            var columnOfRow = new int[rows];
            System.Array.Fill(columnOfRow, -1);
            for (var j = 0; j < columns; j++) columnOfRow[rowOfColumn[j]] = j;
            return new([.. columnOfRow], [.. rowPrices], [.. columnPrices], Total(cost, columnOfRow, columns));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(turned);
        }
    }

    /// <summary>
    /// What the prices prove, in one pass: for prices ≤ 0 on the longer side, Σ min over the shorter side's rows of
    /// (cost − price) plus
    /// Σ prices bounds every assignment from below. A forged price lowers the bound; it can never prove a falsehood.
    /// </summary>
    /// <param name="cost">[rows, columns], row-major.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="solution">What is to be proved.</param>
    public static AssignmentCertificate Certify(
        ReadOnlySpan<double> cost, int rows, int columns, AssignmentSolution solution)
    {
        Check(cost.Length, rows, columns);
        var wide = rows <= columns;
        var (shorter, longer) = wide ? (rows, columns) : (columns, rows);
        var prices = wide ? solution.ColumnPrices : solution.RowPrices;
        if (prices.Length != longer || solution.ColumnOfRow.Length != rows)
            return new(false, double.NaN, double.NegativeInfinity);

        var bound = 0.0;
        foreach (var price in prices) bound += Math.Min(price, 0);
        for (var i = 0; i < shorter; i++)
        {
            var least = double.PositiveInfinity;
            for (var j = 0; j < longer; j++)
                least =
                    Math.Min(least, (wide ? cost[i * columns + j] : cost[j * columns + i]) - Math.Min(prices[j], 0));
            bound += least;
        }

        var taken = new bool[columns];
        var (pairs, sound) = (0, true);
        foreach (var column in solution.ColumnOfRow)
        {
            if (column < 0) continue;
            sound &= column < columns && !taken[column];
            if (!sound) break;
            taken[column] = true;
            pairs++;
        }

        sound &= pairs == shorter;
        return new(sound, sound ? Total(cost, solution.ColumnOfRow.AsSpan(), columns) : double.NaN, bound);
    }

    private static void Check(int length, int rows, int columns)
    {
        if (rows < 0 || columns < 0 || length != (long)rows * columns)
            throw new ArgumentException($"{length} costs cannot be {rows} rows of {columns}.");
    }

    private static double Total(ReadOnlySpan<double> cost, ReadOnlySpan<int> columnOfRow, int columns)
    {
        var total = 0.0;
        for (var i = 0; i < columnOfRow.Length; i++)
            if (columnOfRow[i] >= 0) total += cost[i * columns + columnOfRow[i]];
        return total;
    }

    /// <summary>rows ≤ columns: each row in turn takes the shortest alternating path to a free column.</summary>
    private static (int[] ColumnOfRow, double[] RowPrices, double[] ColumnPrices) SolveWide(
        ReadOnlySpan<double> cost, int rows, int columns)
    {
        var (rowPrices, columnPrices) = (new double[rows], new double[columns]);
        var (columnOfRow, rowOfColumn) = (new int[rows], ArrayPool<int>.Shared.Rent(columns + 1));
        var (previous, open) = (ArrayPool<int>.Shared.Rent(columns + 1), ArrayPool<int>.Shared.Rent(columns + 1));
        var shortest = ArrayPool<double>.Shared.Rent(columns + 1);
        System.Array.Fill(columnOfRow, -1);
        rowOfColumn.AsSpan(0, columns).Fill(-1);
        for (var start = 0; start < rows; start++)
        {
            // Dijkstra over columns; the open ones fill open[0..remaining), the closed ones come behind.
            for (var j = 0; j < columns; j++) open[j] = j;
            shortest.AsSpan(0, columns).Fill(double.PositiveInfinity);
            var (row, distance, remaining, sink) = (start, 0.0, columns, -1);
            while (sink < 0)
            {
                var (best, bestAt) = (double.PositiveInfinity, -1);
                var costs = cost.Slice(row * columns, columns);
                var toRow = distance - rowPrices[row];
                for (var k = 0; k < remaining; k++)
                {
                    var j = open[k];
                    var through = toRow + costs[j] - columnPrices[j];
                    if (through < shortest[j])
                    {
                        shortest[j] = through;
                        previous[j] = row;
                    }

                    // Among equals a free column ends the search at once.
                    if (shortest[j] < best
                        || (shortest[j] == best && rowOfColumn[j] < 0 && rowOfColumn[open[bestAt]] >= 0))
                        (best, bestAt) = (shortest[j], k);
                }

                distance = best;
                var closest = open[bestAt];
                (open[bestAt], open[remaining - 1]) = (open[remaining - 1], closest);
                remaining--;
                if (rowOfColumn[closest] < 0) sink = closest;
                else row = rowOfColumn[closest];
            }

            // Prices keep every closed pair tight and every other pair affordable.
            rowPrices[start] += distance;
            for (var k = remaining; k < columns; k++)
            {
                var j = open[k];
                if (j == sink) continue;
                rowPrices[rowOfColumn[j]] += distance - shortest[j];
                columnPrices[j] -= distance - shortest[j];
            }

            for (var j = sink; ;)
            {
                var i = previous[j];
                rowOfColumn[j] = i;
                (columnOfRow[i], j) = (j, columnOfRow[i]);
                if (i == start) break;
            }
        }

        ArrayPool<int>.Shared.Return(rowOfColumn);
        ArrayPool<int>.Shared.Return(previous);
        ArrayPool<int>.Shared.Return(open);
        ArrayPool<double>.Shared.Return(shortest);
        return (columnOfRow, rowPrices, columnPrices);
    }
}
