using System.Collections.Immutable;
using StableDino.Evaluation;

namespace StableDino.Reporting;

/// <summary>A logged evaluation.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Metrics">The twelve numbers; −1 where undefined or missing.</param>
/// <param name="PerClass">The same for every class, if the line has them.</param>
public sealed record EvaluationPoint(double Step, DetectionMetrics Metrics, ImmutableArray<ClassMetrics> PerClass);
