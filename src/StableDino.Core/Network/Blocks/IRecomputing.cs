namespace StableDino.Network;

/// <summary>A stage that can forget what its layers computed and compute it again in the backward pass.</summary>
internal interface IRecomputing
{
    /// <summary>
    /// Whether it does so: less memory, one more forward of its layers. Layers with dropout, which draws again, never
    /// do.
    /// </summary>
    bool Recompute { get; set; }
}
