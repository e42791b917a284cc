using System.Collections.Immutable;

namespace StableDino.Detectors;

/// <summary>One entry of a detector's state.</summary>
/// <param name="Name">The official checkpoint's name.</param>
/// <param name="OwnName">The name in the built module's state.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Kind">What it is.</param>
public sealed record ParameterInfo(string Name, string OwnName, ImmutableArray<long> Shape, ParameterKind Kind);
