using FsCheck;
using FsCheck.Fluent;

namespace StableDino.Properties.Matching;

/// <summary>A cost matrix: whole numbers (ties everywhere), all rows alike, large, or anything.</summary>
public sealed record CostMatrix(int Rows, int Columns, double[] Costs)
{
    public double[,] Square
    {
        get
        {
            var square = new double[Rows, Columns];
            for (var i = 0; i < Costs.Length; i++) square[i / Columns, i % Columns] = Costs[i];
            return square;
        }
    }

    public CostMatrix Turned =>
        new(Columns, Rows,
            [.. from j in Enumerable.Range(0, Columns) from i in Enumerable.Range(0, Rows)
                select Costs[i * Columns + j]]);

    public override string ToString() =>
        $"{Rows} × {Columns}\n"
        + string.Join("\n", Costs.Chunk(Math.Max(1, Columns)).Select(row => string.Join(" ", row)));
}

public static class CostMatrices
{
    public static Arbitrary<CostMatrix> Matrix() => Arb.From(
        from rows in Gen.Choose(0, 6)
        from columns in Gen.Choose(0, 6)
        from kind in Gen.Choose(0, 3)
        from numbers in Gen.Choose(kind == 0 ? 0 : -1000, kind == 0 ? 3 : 1000).ListOf(rows * columns)
        select new CostMatrix(rows, columns, [.. numbers.Select((n, i) => kind switch
        {
            0 => n,
            1 => numbers[i % Math.Max(1, columns)],
            2 => n * 1e5,
            _ => n / 7.0,
        })]));
}
