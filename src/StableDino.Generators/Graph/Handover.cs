namespace StableDino.Generators.Graph;

/// <summary>The types that stages hand over to each other: the names of the library's records.</summary>
internal enum Handover
{
    Tensor,
    ImageBatch,
    NoisedTargets,
    BackboneFeatures,
    FeaturePyramid,
    TokenSequence,
    EncoderMemory,
    SelectedQueries,
    ProposedQueries,
    Predictions,
    PixelEmbeddings,
    ProposedInstances,
    MemoryMaps,
    AssistedQueries,
    HeadPredictions,
    DecoderStates,
    DetectorOutput,
    MaskOutput,
}
