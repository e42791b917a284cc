using System.Collections.Immutable;
using StableDino.Foundation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Focal modulation (Yang et al., NeurIPS 2022, Eq. 3 to 6) of a map [B, H, W, width]: every token is multiplied by
/// what lies around it.
/// <code>
/// z₀ = f_z(x),  zₗ = GELU(DWConvₗ(zₗ₋₁)),  z_{L+1} = GELU(mean z_L)
/// y = f_o(f_q(x) ⊙ h(Σₗ gₗ(x) ⊙ zₗ)),  l = 1 … L+1
/// </code>
/// f_q, f_z and the gates g are one linear map, in this order. The mean is over the whole map, padding of the batch
/// included.
/// </summary>
public sealed partial class FocalModulation : NamedModule<Tensor, Tensor>
{
    private readonly int width;
    private readonly bool averages;
    private readonly Linear fused;
    private readonly Conv2d modulator;
    private readonly Linear output;
    private readonly ImmutableArray<Conv2d> contexts;
    private readonly LayerNorm? norm;

    /// <summary>
    /// Modulation of one map: <c>f</c>, <c>h</c>, <c>proj</c>, kernels <c>focal_layers.l.0</c>, norm <c>ln</c>.
    /// </summary>
    /// <param name="width">Channels.</param>
    /// <param name="levels">Focal levels L.</param>
    /// <param name="window">Side of the first level's kernel; odd. Each further one is two cells wider.</param>
    /// <param name="normalises">Whether the product is normalised before its last linear map.</param>
    /// <param name="averages">Whether the sum over levels is divided by L + 1.</param>
    public FocalModulation(int width, int levels, int window, bool normalises = false, bool averages = false) : base(
        nameof(FocalModulation))
    {
        (this.width, this.averages) = (width, averages);
        fused = this.Place("f", Linear(width, 2 * width + levels + 1)).Truncated();
        modulator = this.Place("h", Conv2d(width, width, 1));
        output = this.Place("proj", Linear(width, width)).Truncated();
        contexts = [.. Enumerable.Range(0, levels).Select(level => window + 2 * level).Select((kernel, level) =>
            this.Place($"focal_layers.{level}.0",
                Conv2d(width, width, kernel, padding: kernel / 2, groups: width, bias: false)))];
        if (normalises) norm = this.Place("ln", LayerNorm(width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor map) => Scoped.Run(() =>
    {
        var parts = fused.call(map).permute(0, 3, 1, 2).split([width, width, contexts.Length + 1], 1);
        var (query, context, gates) = (parts[0], parts[1], parts[2]);
        var gathered = zeros_like(query);
        for (var level = 0; level < contexts.Length; level++)
        {
            context = functional.gelu(contexts[level].call(context));
            gathered = gathered + context * gates.narrow(1, level, 1);
        }

        var everywhere = functional.gelu(context.mean([2, 3], keepdim: true));
        gathered = gathered + everywhere * gates.narrow(1, contexts.Length, 1);
        if (averages) gathered = gathered / (contexts.Length + 1);
        var modulated = (query * modulator.call(gathered)).permute(0, 2, 3, 1);
        return output.call(norm?.call(modulated) ?? modulated);
    });
}
