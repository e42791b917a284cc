namespace StableDino.Generators.Graph;

/// <summary>
/// What a stage does. The members stand in the order in which official checkpoints hold their parameters; a graph's own
/// list has the
/// order of execution. In camel case a member is the stage's field, and so the prefix of its parameters' own names.
/// </summary>
internal enum StageKind
{
    /// <summary>Images to feature maps.</summary>
    Backbone,

    /// <summary>Feature maps to a pyramid of one width.</summary>
    Neck,

    /// <summary>The pyramid to one sequence of tokens.</summary>
    Flatten,

    /// <summary>Self-attention over all tokens.</summary>
    Encoder,

    /// <summary>What masks are read from.</summary>
    PixelEmbedding,

    /// <summary>Queries to decoder states.</summary>
    Decoder,

    /// <summary>Learned queries.</summary>
    Learned,

    /// <summary>Queries selected among the encoder's proposals.</summary>
    Selection,

    /// <summary>Class and box predictors.</summary>
    Heads,

    /// <summary>Mask predictors.</summary>
    Masks,

    /// <summary>Noised ground truth to queries, in training.</summary>
    Denoising,

    /// <summary>The memory as maps, for the auxiliary heads of the next two kinds.</summary>
    Maps,

    /// <summary>An auxiliary head that classifies regions.</summary>
    Regions,

    /// <summary>An auxiliary head that classifies anchors.</summary>
    Anchors,

    /// <summary>Masks of the selected proposals; it has no parameters.</summary>
    Masking,
}
