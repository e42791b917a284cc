namespace StableDino.Properties.Family;

/// <summary>Writes the page of <see cref="NoiseTable"/> when the process has measured all cases.</summary>
public sealed class NoisePage : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => NoiseTable.Write();
}
