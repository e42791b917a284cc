namespace StableDino.Properties.Oracles;

/// <summary>The cheapest assignment by trying them all.</summary>
internal static class BruteForceAssignment
{
    public static double Cheapest(double[,] cost)
    {
        var (rows, columns) = (cost.GetLength(0), cost.GetLength(1));
        return rows <= columns
            ? Best(0, 0, (i, j) => cost[i, j], rows, columns)
            : Best(0, 0, (i, j) => cost[j, i], columns, rows);
    }

    private static double Best(int row, int taken, Func<int, int, double> cost, int rows, int columns) =>
        row == rows ? 0 : Enumerable.Range(0, columns).Where(j => (taken >> j & 1) == 0)
            .Min(j => cost(row, j) + Best(row + 1, taken | 1 << j, cost, rows, columns));
}
