using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// The random numbers of one denoising batch, R = groups × copies × N, targets fastest (groups, then copies, then
/// targets).
/// </summary>
/// <param name="LabelChance">[R], U[0, 1): a label is redrawn where it is below its probability.</param>
/// <param name="NewLabels">[R], int64, uniform over the labels: what a redrawn label becomes.</param>
/// <param name="Signs">[R, 4]: −1 or 1.</param>
/// <param name="Magnitudes">[R, 4], U[0, 1): shifts before scaling.</param>
public sealed record DenoisingDraws(Tensor LabelChance, Tensor NewLabels, Tensor Signs, Tensor Magnitudes) : IDisposable
{
    /// <summary>
    /// Draws them on the CPU, whatever device they land on: one seed draws the same noise everywhere.
    /// </summary>
    /// <param name="rows">R.</param>
    /// <param name="labels">New labels lie in 0..labels−1.</param>
    /// <param name="device">Where they land.</param>
    /// <param name="generator">Source of randomness, on the CPU.</param>
    /// <returns>The draws; the caller owns them.</returns>
    internal static DenoisingDraws Of(long rows, int labels, Device device, Generator generator)
    {
        using var scope = NewDisposeScope();
        var chance = rand(rows, device: CPU, generator: generator).to(device);
        var drawn = randint(0, labels, [rows], dtype: ScalarType.Int64, device: CPU, generator: generator).to(device);
        var signs =
            randint(0, 2, [rows, 4], dtype: ScalarType.Float32, device: CPU, generator: generator).to(device) * 2 - 1;
        var magnitudes = rand(rows, 4, device: CPU, generator: generator).to(device);
        return new DenoisingDraws(
            chance.MoveToOuterDisposeScope(), drawn.MoveToOuterDisposeScope(), signs.MoveToOuterDisposeScope(),
            magnitudes.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LabelChance.Dispose();
        NewLabels.Dispose();
        Signs.Dispose();
        Magnitudes.Dispose();
    }
}
