namespace StableDino.Configuration;

/// <summary>Whether decoder layers share their predictors.</summary>
public enum HeadSharing
{
    /// <summary>Each layer has its own, as detrex and the official Stable-DINO have it.</summary>
    PerLayer,

    /// <summary>
    /// All decoder layers use one; the encoder's proposals have their own, as the original DINO has it.
    /// </summary>
    Shared,

    /// <summary>All decoder layers and the proposals use one, as MaskDINO has it.</summary>
    Everywhere,

    /// <summary>
    /// All decoder layers use one, which is listed once, without a layer's number: DETR, and those with dense attention
    /// after it.
    /// </summary>
    Single,
}
