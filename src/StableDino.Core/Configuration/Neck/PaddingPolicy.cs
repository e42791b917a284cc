namespace StableDino.Configuration;

/// <summary>
/// What evaluation, and training where it says so, does with the padding of an image that is smaller than its batch.
/// </summary>
public enum PaddingPolicy
{
    /// <summary>
    /// Padding is masked, as in training: nothing attends to it, and boxes are relative to the image without it.
    /// </summary>
    Masked,

    /// <summary>Padding is attended like background, as the official code does: results depend on the batch.</summary>
    Attended,

    /// <summary>
    /// Padding is attended in training, too, as MaskDINO's code does. Its boxes are learned relative to the image
    /// without padding and read
    /// relative to the image with it.
    /// </summary>
    AttendedInTraining,
}
