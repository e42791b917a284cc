namespace StableDino.Training;

/// <summary>How long a run is.</summary>
public abstract record RunLength
{
    private RunLength() { }

    /// <summary>A number of optimizer steps.</summary>
    /// <param name="Count">At least 1.</param>
    public sealed record Steps(long Count) : RunLength;

    /// <summary>A number of passes over the training images.</summary>
    /// <param name="Count">At least 1.</param>
    public sealed record Epochs(int Count) : RunLength;

    /// <summary>Optimizer steps for a number of training images, of which one step takes <paramref name="imagesPerStep"/>.</summary>
    public long StepsFor(int images, int imagesPerStep) => this switch
    {
        Steps steps => steps.Count,
        Epochs epochs => Math.Max(1, (long)Math.Ceiling((double)epochs.Count * images / imagesPerStep)),
        _ => throw new InvalidOperationException("a closed union has no third case"),
    };
}
