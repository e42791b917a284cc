namespace StableDino.Configuration;

/// <summary>What evaluation does with the padding of an image that is smaller than its batch.</summary>
public enum PaddingPolicy
{
    /// <summary>Padding is masked, as in training: nothing attends to it, and boxes are relative to the image without it.</summary>
    Masked,

    /// <summary>Padding is attended like background, as the official code does: results depend on the batch.</summary>
    Attended,
}
