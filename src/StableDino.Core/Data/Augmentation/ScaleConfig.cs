namespace StableDino.Data;

/// <summary>
/// Sizes of images in training: one short side out of <c>Smallest, Smallest + Step, …, Largest</c>, all equally likely.
/// </summary>
/// <param name="Smallest">Smallest short side, pixels.</param>
/// <param name="Largest">Largest short side.</param>
/// <param name="Step">Between two sides, at least 1.</param>
/// <param name="LongSide">The long side passes this at no time; the short one gives way.</param>
public sealed record ScaleConfig(int Smallest = 480, int Largest = 800, int Step = 32, int LongSide = 1333)
{
    /// <summary>How many sides there are to choose from.</summary>
    public int Choices => (Largest - Smallest) / Step + 1;

    /// <summary>The size that a draw in [0, 1) chooses.</summary>
    public ResizeConfig Choose(double draw) => new(Smallest + (int)(draw * Choices) * Step, LongSide);
}
