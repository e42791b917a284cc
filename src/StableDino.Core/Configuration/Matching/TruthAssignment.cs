namespace StableDino.Configuration;

/// <summary>How the matching queries get their targets.</summary>
public enum TruthAssignment
{
    /// <summary>One query for each target, again in every layer, at the least cost (DETR).</summary>
    Hungarian,

    /// <summary>
    /// Several queries for each target, the same in all layers: those whose references overlap it enough before the
    /// first layer, or best of
    /// all (DETA). There is no cost.
    /// </summary>
    InitialOverlap,
}
