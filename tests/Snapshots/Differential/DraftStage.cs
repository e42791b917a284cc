namespace StableDino.Snapshots.Differential;

/// <summary>The frame that a draft fills in.</summary>
internal enum DraftStage
{
    /// <summary>Boxes, from a pyramid.</summary>
    Pyramid,

    /// <summary>Masks: the backbone's finest map is kept for them.</summary>
    Masked,

    /// <summary>Boxes, from one map: every token may look at every other.</summary>
    SingleMap,

    /// <summary>Boxes, from one map whose rows and columns tokens and queries look at apart.</summary>
    RowsAndColumns,
}
