namespace StableDino.Configuration;

/// <summary>How the neck makes its levels.</summary>
public enum NeckForm
{
    /// <summary>
    /// A 1×1 convolution and group normalisation for each backbone map; further levels by 3×3 convolutions of stride 2,
    /// the first of them
    /// on the last backbone map. Tokens get a learned vector of their level.
    /// </summary>
    ChannelMapper,

    /// <summary>One map, one level: a 1×1 convolution with bias and nothing else (DETR).</summary>
    Projection,

    /// <summary>One map, one level: a 1×1 convolution and group normalisation (Anchor-DETR).</summary>
    NormalisedProjection,
}
