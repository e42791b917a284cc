using StableDino.Configuration;

namespace StableDino.Generators.Checking;

/// <summary>What the backbones of transformer-like blocks have in common.</summary>
/// <param name="Width">Channels of the finest stage.</param>
/// <param name="MlpRatio">Hidden width over the stage's width.</param>
/// <param name="DropPath">Largest stochastic-depth probability.</param>
internal sealed record TransformerStages(int Width, float MlpRatio, float DropPath)
{
    /// <summary>None or one.</summary>
    public static TransformerStages[] Of(BackboneConfig backbone) => backbone switch
    {
        BackboneConfig.Swin s => [new(s.Width, s.MlpRatio, s.DropPath)],
        BackboneConfig.FocalNet f => [new(f.Width, f.MlpRatio, f.DropPath)],
        _ => [],
    };
}
