using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Logarithms of probabilities that never see the probability.</summary>
internal static class StableLogs
{
    // Above it ln(1 + eˣ) is x in double precision, and below it eˣ is finite in single.
    private const double Linear = 40;

    /// <summary>
    /// −ln(1 − sigmoid(x)) = ln(1 + eˣ): finite, with a gradient in [0, 1], for every finite x. At −x it is −ln
    /// sigmoid(x).
    /// </summary>
    public static Tensor Softplus(Tensor x) => nn.functional.softplus(x, 1, Linear);
}
