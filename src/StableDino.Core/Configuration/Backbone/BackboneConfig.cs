namespace StableDino.Configuration;

/// <summary>
/// The network that turns an image into feature maps. Stages are numbered as in the papers: stage <c>s</c> has stride
/// 2^s.
/// </summary>
public abstract record BackboneConfig
{
    private BackboneConfig() { }

    /// <summary>Deep residual network (He et al., CVPR 2016), stride in the 3×3 convolution.</summary>
    /// <param name="Depth">18, 34 (basic blocks), 50 or 101 (bottlenecks).</param>
    /// <param name="StemWidth">Channels after the 7×7 stem.</param>
    /// <param name="Width">Inner channels of the blocks of stage 2; doubles per stage. Bottlenecks put out four times
    /// as many.</param>
    /// <param name="Norm">Normalisation after every convolution.</param>
    /// <param name="FirstStage">First stage handed to the neck, 2..5.</param>
    /// <param name="LastStage">Last stage handed to the neck, 2..5; later stages are not built.</param>
    /// <param name="FrozenStages">0 trains all; 1 freezes the stem; n freezes the stem and stages 2..n.</param>
    /// <param name="DilatedLastStage">DC5: stage 5 keeps the stride of stage 4, and the 3×3 kernels of its blocks but
    /// the first skip every other cell.</param>
    public sealed record ResNet(
        int Depth = 50,
        int StemWidth = 64,
        int Width = 64,
        FeatureNorm Norm = FeatureNorm.FrozenBatch,
        int FirstStage = 3,
        int LastStage = 5,
        int FrozenStages = 1,
        bool DilatedLastStage = false) : BackboneConfig;

    /// <summary>Shifted-window transformer (Liu et al., ICCV 2021) as detectron2 builds it.</summary>
    /// <param name="Width">Channels after patch embedding; doubles per stage.</param>
    /// <param name="Depths">Blocks of each of the four stages.</param>
    /// <param name="Heads">Attention heads of each of the four stages.</param>
    /// <param name="Window">Side of the attention window, in tokens.</param>
    /// <param name="MlpRatio">Hidden width of the feed-forward part over the stage's width.</param>
    /// <param name="DropPath">Largest stochastic-depth probability, reached at the last block.</param>
    /// <param name="FirstStage">First stage handed to the neck, 2..5 (stride 4..32).</param>
    /// <param name="LastStage">Last stage handed to the neck, 2..5.</param>
    public sealed record Swin(
        StageCounts Depths,
        StageCounts Heads,
        int Width = 192,
        int Window = 12,
        float MlpRatio = 4f,
        float DropPath = 0.2f,
        int FirstStage = 3,
        int LastStage = 5) : BackboneConfig;

    /// <summary>
    /// Focal modulation network (Yang et al., NeurIPS 2022) as detrex builds it; the defaults are those of FocalNet-L.
    /// </summary>
    /// <param name="Depths">Blocks of each of the four stages.</param>
    /// <param name="Levels">Focal levels of each stage: depth-wise convolutions one after the other, each two cells
    /// wider than the one before.</param>
    /// <param name="Windows">Side of each stage's first depth-wise kernel; odd.</param>
    /// <param name="Width">Channels after patch embedding; doubles per stage.</param>
    /// <param name="MlpRatio">Hidden width of the feed-forward part over the stage's width.</param>
    /// <param name="OverlappingPatches">Whether patches overlap: 7×7 kernels at the stem and 3×3 between stages instead
    /// of 4×4 and 2×2.</param>
    /// <param name="PostNorm">Whether a block normalises what its two parts give rather than what they take.</param>
    /// <param name="ModulationNorm">Whether the modulated queries are normalised before their last linear map.</param>
    /// <param name="NormalizedModulator">Whether the gathered context is divided by its number of levels, the global
    /// one included.</param>
    /// <param name="LayerScale">Whether each part of a block has a learned factor per channel, 10⁻⁴ at first.</param>
    /// <param name="DropPath">Largest stochastic-depth probability, reached at the last block.</param>
    /// <param name="FirstStage">First stage handed to the neck, 2..5 (stride 4..32).</param>
    /// <param name="LastStage">Last stage handed to the neck, 2..5; later stages are not built.</param>
    public sealed record FocalNet(
        StageCounts Depths,
        StageCounts Levels,
        StageCounts Windows,
        int Width = 192,
        float MlpRatio = 4f,
        bool OverlappingPatches = true,
        bool PostNorm = true,
        bool ModulationNorm = false,
        bool NormalizedModulator = false,
        bool LayerScale = true,
        float DropPath = 0.3f,
        int FirstStage = 3,
        int LastStage = 5) : BackboneConfig;
}
