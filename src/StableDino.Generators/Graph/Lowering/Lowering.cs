using StableDino.Generators.Model;


namespace StableDino.Generators.Graph;

/// <summary>
/// From a checked configuration to a graph: stages in the paper's order, then naming and ordering of their parameters.
/// </summary>
internal static class Lowering
{
    // Each gives its stages whole, or none where the configuration has no such stage, and reads what those before it
    // yield.
    private static readonly Func<Blueprint, IEnumerable<StageModel>>[] InOrderOfExecution =
    [
        BackboneLowering.Stages,
        NeckLowering.Stages,
        FlatteningLowering.Stages,
        EncoderLowering.Stages,
        SelectionLowering.Stages,
        LearnedLowering.Stages,
        PixelEmbeddingLowering.Stages,
        MaskingLowering.Stages,
        DenoisingLowering.Stages,
        AuxiliaryHeadsLowering.Stages,
        DeformableDecoderLowering.Stages,
        DenseDecoderLowering.Stages,
        MaskedDecoderLowering.Stages,
        HeadsLowering.Stages,
        MasksLowering.Stages,
    ];

    public static GraphModel Lower(DetectorModel detector)
    {
        var graph = InOrderOfExecution.Aggregate(
            new Blueprint(detector.Config, []), (stages, next) => stages.Then(next));
        return new(detector, graph.Stages, Naming.Parameters(graph).ToEquatable(), Axes.Of(detector.Config));
    }
}
