using System.Collections.Immutable;
using StableDino.Configuration;

namespace StableDino.Pipeline;

/// <summary>
/// What the config compiler knows of one detector before anything is built: an entry of an assembly's registry.
/// </summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Build">Builds a randomly initialised graph for a class count, on the CPU.</param>
/// <param name="Parameters">Parameters and buffers for a class count, in checkpoint order.</param>
/// <param name="Stages">Stages in order of execution.</param>
/// <param name="Diagram">Mermaid flow chart of the graph.</param>
public sealed record DetectorDefinition(
    string Name,
    DetectorConfig Config,
    Func<int, Detector> Build,
    Func<int, ImmutableArray<ParameterInfo>> Parameters,
    ImmutableArray<StageInfo> Stages,
    string Diagram)
{
    /// <summary>Why it cannot be exported to ONNX, in words; none if it can.</summary>
    public string ExportObstacle { get; init; } = "";

    /// <summary>Numbers that training may change, for a class count; aliases count once.</summary>
    public long ParameterCount(int classes) =>
        Parameters(classes).Where(p => p.Kind == ParameterKind.Weight)
            .Sum(p => p.Shape.Aggregate(1L, (size, d) => size * d));
}
