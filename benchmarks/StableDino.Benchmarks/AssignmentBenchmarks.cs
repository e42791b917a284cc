using BenchmarkDotNet.Attributes;
using StableDino.Objective;

namespace StableDino.Benchmarks;

/// <summary>Linear assignment of 900 queries to a few or many targets.</summary>
public class AssignmentBenchmarks
{
    private const int Queries = 900;
    private float[] _cost = [];

    [Params(5, 20, 100, 300)]
    public int Targets { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(60);
        _cost = [.. Enumerable.Range(0, Queries * Targets).Select(_ => random.NextSingle())];
    }

    [Benchmark]
    public AssignmentSolution Solve() => LinearAssignment.Solve(_cost, Queries, Targets);
}
