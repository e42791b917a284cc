using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>The loss of one forward pass.</summary>
/// <param name="Total">Scalar with its graph, divided by the normaliser it was asked for.</param>
/// <param name="Terms">Reads the weighted terms from the device.</param>
/// <param name="Unstable">Unstable score per decoder layer, percent.</param>
public sealed record BatchLoss(
    Tensor Total, Func<ImmutableArray<(string Name, double Value)>> Terms, Func<ImmutableArray<double>> Unstable);
