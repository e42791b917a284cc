using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Objective;
using StableDino.Properties.Oracles;

namespace StableDino.Properties.Matching;

[Properties(Arbitrary = [typeof(CostMatrices)], MaxTest = 300)]
public class LinearAssignmentProperties
{
    private static double Tolerance(CostMatrix cost) => 1e-12 * (1 + cost.Costs.Sum(Math.Abs));

    [Property]
    public Property No_other_assignment_is_cheaper(CostMatrix cost)
    {
        var solution = LinearAssignment.Solve(cost.Costs, cost.Rows, cost.Columns);
        var best = BruteForceAssignment.Cheapest(cost.Square);
        return (Math.Abs(solution.Total - best) <= Tolerance(cost)).ToProperty()
            .Label($"{solution.Total} against {best}")
            .Classify(cost.Rows > cost.Columns, "tall").Classify(cost.Rows < cost.Columns, "wide")
            .Classify(cost.Costs.Length == 0, "empty");
    }

    [Property]
    public Property It_is_injective_complete_and_proved_by_its_prices(CostMatrix cost)
    {
        var solution = LinearAssignment.Solve(cost.Costs, cost.Rows, cost.Columns);
        var used = solution.ColumnOfRow.Where(column => column >= 0).ToArray();
        var certificate = LinearAssignment.Certify(cost.Costs, cost.Rows, cost.Columns, solution);
        return (used.Distinct().Count() == used.Length && used.Length == Math.Min(cost.Rows, cost.Columns)
            && used.All(column => column < cost.Columns) && certificate.Proves(Tolerance(cost))).ToProperty()
            .Label($"{solution}\n{certificate}");
    }

    [Property]
    public bool Prices_support_the_assignment(CostMatrix cost)
    {
        var solution = LinearAssignment.Solve(cost.Costs, cost.Rows, cost.Columns);
        for (var i = 0; i < cost.Rows; i++)
            for (var j = 0; j < cost.Columns; j++)
            {
                var slack = cost.Costs[i * cost.Columns + j] - solution.RowPrices[i] - solution.ColumnPrices[j];
                if (slack < -Tolerance(cost) || (solution.ColumnOfRow[i] == j && slack > Tolerance(cost))) return false;
            }

        return true;
    }

    [Property]
    public bool A_costlier_assignment_is_never_certified(CostMatrix cost, PositiveInt first, PositiveInt second)
    {
        if (cost.Rows < 2 || cost.Columns < 2) return true;
        var solution = LinearAssignment.Solve(cost.Costs, cost.Rows, cost.Columns);
        var (a, b) = (first.Get % cost.Rows, second.Get % cost.Rows);
        var swapped = solution.ColumnOfRow.SetItem(a, solution.ColumnOfRow[b]).SetItem(b, solution.ColumnOfRow[a]);
        var dearer = swapped.Select((j, i) => j < 0 ? 0 : cost.Costs[i * cost.Columns + j]).Sum() - solution.Total;
        var certificate = LinearAssignment.Certify(
            cost.Costs, cost.Rows, cost.Columns, solution with { ColumnOfRow = swapped });
        return dearer <= 10 * Tolerance(cost) || !certificate.Proves(dearer / 2);
    }

    [Property]
    public bool A_missing_or_doubled_pair_is_never_certified(CostMatrix cost, PositiveInt place)
    {
        var solution = LinearAssignment.Solve(cost.Costs, cost.Rows, cost.Columns);
        if (solution.ColumnOfRow.All(column => column < 0)) return true;
        var rows = Enumerable.Range(0, cost.Rows).Where(i => solution.ColumnOfRow[i] >= 0).ToArray();
        var (row, other) = (rows[place.Get % rows.Length], rows[(place.Get + 1) % rows.Length]);
        bool Certified(int column) => LinearAssignment.Certify(cost.Costs, cost.Rows, cost.Columns,
            solution with { ColumnOfRow = solution.ColumnOfRow.SetItem(row, column) }).Proves(double.PositiveInfinity);
        return Certified(solution.ColumnOfRow[row]) && !Certified(-1) && !Certified(cost.Columns)
            && (row == other || !Certified(solution.ColumnOfRow[other]));
    }

    [Property]
    public bool Forged_prices_never_raise_the_bound_above_the_optimum(CostMatrix cost, int[] forged)
    {
        var solution = LinearAssignment.Solve(cost.Costs, cost.Rows, cost.Columns);
        double Forge(int i) => forged.Length == 0 ? 0 : forged[i % forged.Length];
        var certificate = LinearAssignment.Certify(cost.Costs, cost.Rows, cost.Columns, solution with
        {
            RowPrices = [.. Enumerable.Range(0, cost.Rows).Select(Forge)],
            ColumnPrices = [.. Enumerable.Range(0, cost.Columns).Select(Forge)],
        });
        return certificate.LowerBound <= solution.Total + Tolerance(cost) + 1e-9;
    }

    [Property]
    public bool Turning_the_matrix_costs_the_same(CostMatrix cost) =>
        Math.Abs(LinearAssignment.Solve(cost.Costs, cost.Rows, cost.Columns).Total
            - LinearAssignment.Solve(cost.Turned.Costs, cost.Columns, cost.Rows).Total) <= Tolerance(cost);

    [Property]
    public bool Permuting_rows_permutes_the_assignment_where_it_is_unique(int seed, PositiveInt size)
    {
        var (dice, rows) = (new Random(seed), 1 + size.Get % 6);
        // unique with probability one
        var costs = Enumerable.Range(0, rows * 8).Select(_ => dice.NextDouble()).ToArray();
        var order = Enumerable.Range(0, rows).ToArray();
        dice.Shuffle(order);
        var straight = LinearAssignment.Solve(costs, rows, 8).ColumnOfRow;
        var permuted =
            LinearAssignment.Solve(order.SelectMany(i => costs[(i * 8)..(i * 8 + 8)]).ToArray(), rows, 8).ColumnOfRow;
        return order.Select(i => straight[i]).SequenceEqual(permuted);
    }

    [Fact]
    public void Costs_that_are_no_matrix_of_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve(new[] { 1, double.NaN }, 1, 2));
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve(new[] { 1f, float.PositiveInfinity }, 2, 1));
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve(new[] { 1.0, 2 }, 2, 2));
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve(System.Array.Empty<double>(), -1, 0));
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve(System.Array.Empty<double>(), 0, -1));
    }

    [Fact]
    public void A_gap_of_just_the_tolerance_is_a_proof()
    {
        var certificate = new AssignmentCertificate(true, 3, 2.5);
        Assert.True(certificate.Proves(0.5));
        Assert.False(certificate.Proves(0.49));
        Assert.False((certificate with { IsAssignment = false }).Proves(1));
    }
}
