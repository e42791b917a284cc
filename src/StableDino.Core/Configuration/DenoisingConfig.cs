namespace StableDino.Configuration;

/// <summary>The training-only branch that reconstructs noised truths (DN-DETR, DINO §3.3).</summary>
public abstract record DenoisingConfig
{
    private DenoisingConfig() { }

    /// <summary>No denoising.</summary>
    public sealed record None : DenoisingConfig;

    /// <summary>Groups of noised truths: in each, one positive copy of every truth and the rest negatives.</summary>
    /// <param name="Negatives">How the noise of the negative copies differs from the positive's.</param>
    /// <param name="Queries">Positive queries aimed at per image; groups = max(1, Queries / most truths in an image).</param>
    /// <param name="Copies">Copies of each truth in a group; the first is positive.</param>
    /// <param name="LabelNoise">Twice the probability that a label is drawn anew.</param>
    /// <param name="BoxNoise">Largest corner shift over half the box's size.</param>
    /// <param name="Absent">What becomes of slots without a truth.</param>
    public sealed record Contrastive(
        NegativeNoise Negatives,
        int Queries = 100,
        int Copies = 2,
        float LabelNoise = 0.5f,
        float BoxNoise = 1f,
        AbsentSlots Absent = AbsentSlots.Unseen) : DenoisingConfig;
}
