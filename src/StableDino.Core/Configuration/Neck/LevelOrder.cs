namespace StableDino.Configuration;

/// <summary>The order in which the decoder, and the selection of its queries, take the levels of the pyramid.</summary>
public enum LevelOrder
{
    /// <summary>
    /// From the finest to the coarsest, as the encoder does. A proposal starts with size 0.05 on the finest level.
    /// </summary>
    FinestFirst,

    /// <summary>
    /// From the coarsest to the finest, as MaskDINO does. A proposal starts with size 0.05 on the coarsest level.
    /// </summary>
    CoarsestFirst,

    /// <summary>From the coarsest to the finest, in the encoder too, as Mask2Former does.</summary>
    CoarsestFirstThroughout,
}
