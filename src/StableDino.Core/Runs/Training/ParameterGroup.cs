using System.Collections.Immutable;

namespace StableDino.Runs;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
/// <param name="Name">For logs.</param>
/// <param name="Parameters">Official names.</param>
/// <param name="RateFactor">Times the scheduled base rate.</param>
/// <param name="WeightDecay">Decoupled decay.</param>
public sealed record ParameterGroup(
    string Name, ImmutableArray<string> Parameters, double RateFactor, double WeightDecay);
