using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Cli.Benchmarking;

/// <summary>What to measure of one detector, on images of noise.</summary>
/// <param name="Model">The detector, with random weights.</param>
/// <param name="Classes">Classes it predicts.</param>
/// <param name="Forward">Image size of the evaluation forward; none is measured without one.</param>
/// <param name="Step">Image size of the training step; none is measured without one.</param>
/// <param name="Batch">Images of a step. The forward takes one.</param>
/// <param name="Targets">Ground-truth objects in each image of a step.</param>
/// <param name="Precisions">Arithmetic; each is measured.</param>
/// <param name="Repeats">Measured repetitions after one to warm up; at least 1.</param>
/// <param name="Recompute">Whether the training step recomputes activations.</param>
/// <param name="Device">Where it runs.</param>
public sealed record BenchmarkPlan(
    DetectorDefinition Model,
    int Classes,
    Option<ImageSize> Forward,
    Option<ImageSize> Step,
    int Batch,
    int Targets,
    ImmutableArray<Precision> Precisions,
    int Repeats,
    bool Recompute,
    Device Device);
