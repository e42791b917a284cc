using static TorchSharp.torch;

namespace StableDino.Denoising;

/// <summary>The random numbers of one denoising batch, R = groups × copies × N, truths fastest (groups, then copies, then truths).</summary>
/// <param name="LabelChance">[R], U[0, 1): a label is redrawn where it is below half the label noise.</param>
/// <param name="NewLabels">[R], int64, uniform over the classes: what a redrawn label becomes.</param>
/// <param name="Signs">[R, 4]: −1 or 1.</param>
/// <param name="Magnitudes">[R, 4], U[0, 1): corner shifts before scaling.</param>
public sealed record DenoisingDraws(Tensor LabelChance, Tensor NewLabels, Tensor Signs, Tensor Magnitudes) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        LabelChance.Dispose();
        NewLabels.Dispose();
        Signs.Dispose();
        Magnitudes.Dispose();
    }
}
