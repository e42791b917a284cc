using StableDino.Configuration;

namespace StableDino.Detectors;

/// <summary>Detectors that predict a mask for each query, as detrex configures them.</summary>
public static class MaskZoo
{
    /// <summary>
    /// MaskDINO (Li et al., CVPR 2023) for instance segmentation: DINO with 300 selected tokens as queries, which start from the boxes of
    /// their masks; one predictor of classes, boxes and masks for the proposals, the queries to start from and all nine layers.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig MaskDinoR50 { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "mask-dino-r50",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FirstStage: 2),
        Encoder = StableDinoZoo.DinoR50.Encoder with { PositionOffset = 0f },
        Queries = StableDinoZoo.DinoR50.Queries with { Content = new QueryContent.SelectedTokens(), Count = 300 },
        Decoder = StableDinoZoo.DinoR50.Decoder with { Layers = 9, Levels = LevelOrder.CoarsestFirst },
        Heads = new HeadConfig(Sharing: HeadSharing.Everywhere, ReferenceEpsilon: 1e-5f),
        Matching = StableDinoZoo.DinoR50.Matching with { ClassCost = 4f, MaskCost = 5f, DiceCost = 5f, LogEpsilon = 1e-5f },
        Losses = Losses,
        Branches = [new BranchConfig.PositiveDenoising(Losses: Losses, Queries: 100, LabelNoise: 0.2f, BoxNoise: 0.4f)],
        Masks = new MaskConfig.PixelEmbedding(Points: new MaskPointConfig()),
        PostProcessing = StableDinoZoo.DinoR50.PostProcessing with { Detections = 100 },
    };

    private static LossConfig Losses => StableDinoZoo.DinoR50.Losses with { ClassificationWeight = 4f, MaskWeight = 5f, DiceWeight = 5f };
}
