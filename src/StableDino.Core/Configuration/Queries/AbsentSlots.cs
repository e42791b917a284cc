namespace StableDino.Configuration;

/// <summary>
/// What becomes of the denoising slots that an image with fewer targets than its batch's most leaves empty.
/// </summary>
public enum AbsentSlots
{
    /// <summary>
    /// Nobody attends to them and they pay no loss: what an image learns does not depend on how many targets another
    /// one has.
    /// </summary>
    Unseen,

    /// <summary>
    /// Zero queries that their group attends to and that are trained as negatives, as in the official code: for parity.
    /// </summary>
    TrainedAsNegatives,
}
