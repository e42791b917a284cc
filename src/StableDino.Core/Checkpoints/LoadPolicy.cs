namespace StableDino.Checkpoints;

/// <summary>What a weight file must have to be loaded into a detector.</summary>
public enum LoadPolicy
{
    /// <summary>Every tensor of the detector, of its shape, and no other: for evaluation and prediction.</summary>
    Exact,

    /// <summary>
    /// A start for training: only tensors that the detector knows, at least its whole backbone; class rows are carried
    /// over by class name, what is
    /// missing stays as initialised.
    /// </summary>
    Initial,
}
