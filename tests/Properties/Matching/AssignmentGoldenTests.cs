using System.Text.Json;
using StableDino.Objective;

namespace StableDino.Properties.Matching;

public class AssignmentGoldenTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Files("assignment_vectors");

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Every_recorded_problem_is_solved_at_the_recorded_cost(string path)
    {
        using var file = GoldenFile.Open(path);
        var unique = 0;
        foreach (var problem in file.Json.GetProperty("cases").EnumerateArray())
        {
            var name = problem.GetProperty("name").GetString()!;
            var shape = Ints(problem.GetProperty("shape"));
            var cost = problem.GetProperty("cost").EnumerateArray()
                .SelectMany(row => row.EnumerateArray().Select(c => c.GetDouble())).ToArray();
            var solution = LinearAssignment.Solve(cost, shape[0], shape[1]);
            var total = problem.GetProperty("total").GetDouble();
            Assert.True(Math.Abs(solution.Total - total) <= 1e-9 * Math.Max(1, Math.Abs(total)),
                $"{name}: {solution.Total} instead of {total}");
            Assert.True(LinearAssignment.Certify(cost, shape[0], shape[1], solution)
                .Proves(1e-9 * Math.Max(1, cost.Select(Math.Abs).DefaultIfEmpty().Max())), name);
            if (!problem.GetProperty("unique_optimum").GetBoolean()) continue;
            unique++;
            var pairs = solution.ColumnOfRow.Select((column, row) => (row, column)).Where(pair => pair.column >= 0);
            Assert.Equal(Ints(problem.GetProperty("row_ind")).Zip(Ints(problem.GetProperty("col_ind"))), pairs);
        }

        Assert.True(unique > 15, $"only {unique} problems with a unique optimum");
    }

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetInt32())];
}
