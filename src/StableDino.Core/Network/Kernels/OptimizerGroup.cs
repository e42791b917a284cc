using System.Collections.Immutable;
using TorchSharp.Modules;

namespace StableDino.Network;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Parameters">Each with its name, which is unique over all groups of an optimizer.</param>
/// <param name="LearningRate">Base rate; a step may scale it.</param>
/// <param name="WeightDecay">Decoupled decay, as a share of the weight per unit of learning rate.</param>
public sealed record OptimizerGroup(
    string Name, ImmutableArray<(string Name, Parameter Value)> Parameters, double LearningRate, double WeightDecay);
