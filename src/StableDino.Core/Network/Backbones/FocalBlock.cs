using StableDino.Configuration;
using StableDino.Foundation;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A block of a focal modulation network on a map [B, H, W, width]: focal modulation, residual; two linear layers with
/// GELU, residual. The
/// norm of each part comes before it or after it, and a learned factor per channel may scale what the part adds.
/// </summary>
public sealed partial class FocalBlock : NamedModule<Tensor, Tensor>
{
    private const double FirstScale = 1e-4;

    private readonly bool postNorm;
    private readonly double dropPath;
    [ComponentName(Name = "gamma_1")] private readonly Parameter? modulationScale;
    [ComponentName(Name = "gamma_2")] private readonly Parameter? mlpScale;
    private readonly LayerNorm modulationNorm;
    private readonly FocalModulation modulation;
    private readonly LayerNorm mlpNorm;
    private readonly Linear inner;
    private readonly Linear outer;

    /// <summary>One block.</summary>
    /// <param name="config">The network it belongs to.</param>
    /// <param name="width">Channels.</param>
    /// <param name="levels">Focal levels.</param>
    /// <param name="window">Side of the first level's kernel.</param>
    /// <param name="dropPath">Probability of leaving a residual branch out in training.</param>
    public FocalBlock(BackboneConfig.FocalNet config, int width, int levels, int window, double dropPath) : base(
        nameof(FocalBlock))
    {
        (postNorm, this.dropPath) = (config.PostNorm, dropPath);
        if (config.LayerScale)
        {
            modulationScale = this.Learn("gamma_1", full(width, FirstScale));
            mlpScale = this.Learn("gamma_2", full(width, FirstScale));
        }

        modulationNorm = this.Place("norm1", LayerNorm(width));
        modulation = this.Place("modulation",
            new FocalModulation(width, levels, window, config.ModulationNorm, config.NormalizedModulator));
        mlpNorm = this.Place("norm2", LayerNorm(width));
        inner = this.Place("mlp.fc1", Linear(width, (int)(width * config.MlpRatio))).Truncated();
        outer = this.Place("mlp.fc2", Linear((int)(width * config.MlpRatio), width)).Truncated();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor map) => Scoped.Run(() =>
    {
        var modulated = Residual(map, modulationNorm, modulationScale, modulation.call);
        return Residual(modulated, mlpNorm, mlpScale, x => outer.call(functional.gelu(inner.call(x))));
    });

    private Tensor Residual(Tensor map, LayerNorm norm, Parameter? scale, Func<Tensor, Tensor> part)
    {
        var branch = postNorm ? norm.call(part(map)) : part(norm.call(map));
        return StochasticDepth.Add(map, scale is null ? branch : scale * branch, dropPath, training);
    }
}
