namespace StableDino.Configuration;

/// <summary>Normalisation inside a backbone.</summary>
public enum FeatureNorm
{
    /// <summary>
    /// Batch normalisation whose four vectors are constants: for pre-trained weights and small batches.
    /// </summary>
    FrozenBatch,

    /// <summary>Batch normalisation that learns and tracks its statistics.</summary>
    Batch,

    /// <summary>
    /// Group normalisation (Wu and He, ECCV 2018), at most 32 groups of at least 4 channels: independent of the batch.
    /// </summary>
    Group,
}
