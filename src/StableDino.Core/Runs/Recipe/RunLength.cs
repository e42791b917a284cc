namespace StableDino.Runs;

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

    /// <summary>
    /// Optimizer steps for a number of training images; the images that would not fill an epoch's last batch wait for
    /// the next epoch.
    /// </summary>
    /// <param name="images">Images of the training split.</param>
    /// <param name="batch">Images of one forward pass.</param>
    /// <param name="accumulation">Forward passes of one step.</param>
    public long StepsFor(int images, int batch, int accumulation) => this switch
    {
        Steps steps => steps.Count,
        Epochs epochs => (epochs.Count * Math.Max(1L, images / batch) + accumulation - 1) / accumulation,
        _ => throw new InvalidOperationException("a closed union has no third case"),
    };
}
