using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Runs;

/// <summary>
/// How a detector is trained: one immutable value. Everything random follows from <paramref name="Seed"/> and the step,
/// so that a run
/// can be repeated and resumed bit for bit on one machine. Defaults are the official recipe's.
/// </summary>
/// <param name="Length">Steps or epochs.</param>
/// <param name="Schedule">The learning rate over the run.</param>
/// <param name="Optimizer">AdamW, parameter groups and clipping.</param>
/// <param name="Averaging">Running average of the weights.</param>
/// <param name="Augmentation">How training varies its images.</param>
/// <param name="Evaluation">Size of images in evaluation.</param>
/// <param name="Batch">Images of one forward pass.</param>
/// <param name="Accumulation">Forward passes of one optimizer step; the loss is divided by the targets of all of
/// them.</param>
/// <param name="Seed">Seed of initialisation, data order, augmentation, denoising and dropout.</param>
/// <param name="Precision">Arithmetic of forward and backward.</param>
/// <param name="EvaluateEvery">Steps between evaluations; 0 evaluates at the end only.</param>
/// <param name="SnapshotEvery">Steps between snapshots; 0 writes one at the end only.</param>
/// <param name="LogEvery">Steps between log lines; losses are read from the device, and checked, only then.</param>
/// <param name="Workers">Threads that load images.</param>
/// <param name="Certify">Whether every matching is proved optimal from the prices its solver returns; one more pass
/// over the costs.</param>
/// <param name="Recompute">Whether encoder and decoder layers forget their activations and compute them again in the
/// backward pass: less memory, more time.</param>
/// <param name="SizeDivisor">
/// The sides of a padded batch are multiples of this. Few sizes instead of ever new ones let the allocator and oneDNN
/// reuse what they have:
/// half the memory of a small model and more images a second. 1 pads to the largest image and no further, as published.
/// </param>
/// <param name="GroupShapes">
/// Whether a batch has wide images or upright ones, not both: an upright beside a wide one is padded to a square. The
/// official trainer's loader
/// does so.
/// </param>
public sealed record TrainingRecipe(
    RunLength Length,
    ScheduleConfig Schedule,
    OptimizerConfig Optimizer,
    AveragingConfig Averaging,
    AugmentationConfig Augmentation,
    ResizeConfig Evaluation,
    int Batch = 16,
    int Accumulation = 1,
    int Seed = 60,
    Precision Precision = Precision.Fp32,
    int EvaluateEvery = 0,
    int SnapshotEvery = 500,
    int LogEvery = 10,
    int Workers = 2,
    bool Certify = false,
    bool Recompute = false,
    int SizeDivisor = 1,
    bool GroupShapes = true)
{
    /// <summary>The paper's: 12 epochs of batches of 16, the rate dropping at 11/12.</summary>
    public static TrainingRecipe TwelveEpochs { get; } = new(
        Length: new RunLength.Epochs(12),
        Schedule: new ScheduleConfig(new RateDecay.Drop(At: 11 / 12.0)),
        Optimizer: new OptimizerConfig(),
        Averaging: new AveragingConfig.None(),
        Augmentation: AugmentationConfig.Detr,
        Evaluation: new ResizeConfig());

    /// <summary>The paper's longer one: 24 epochs, dropping at 20/24.</summary>
    public static TrainingRecipe TwentyFourEpochs { get; } = TwelveEpochs with
    {
        Length = new RunLength.Epochs(24),
        Schedule = new ScheduleConfig(new RateDecay.Drop(At: 20 / 24.0)),
    };

    /// <summary>DINO's long one, as detrex has it: 36 epochs, dropping at 33/36.</summary>
    public static TrainingRecipe ThirtySixEpochs { get; } = TwelveEpochs with
    {
        Length = new RunLength.Epochs(36),
        Schedule = new ScheduleConfig(new RateDecay.Drop(At: 33 / 36.0)),
    };

    /// <summary>Deformable-DETR's and its kin's: 50 epochs, dropping at 40/50.</summary>
    public static TrainingRecipe FiftyEpochs { get; } = TwelveEpochs with
    {
        Length = new RunLength.Epochs(50),
        Schedule = new ScheduleConfig(new RateDecay.Drop(At: 40 / 50.0)),
    };

    /// <summary>The same with large-scale jitter instead of DETR's sizes and windows.</summary>
    public static TrainingRecipe FiftyEpochsLargeScaleJitter { get; } =
        FiftyEpochs with { Augmentation = AugmentationConfig.LargeScaleJitter };

    /// <summary>
    /// For small images and from random weights: one size, flips alone, a high rate that falls along a cosine, no
    /// smaller rate for the
    /// backbone. Heavier augmentation costs a short run more than it gives (docs/experiments.md). Batches of mixed
    /// shapes: nearly all are padded
    /// to the same square, so what a step holds stays the same.
    /// </summary>
    public static TrainingRecipe SmallFromScratch { get; } = TwelveEpochs with
    {
        Schedule = new ScheduleConfig(new RateDecay.Cosine(Floor: 0.01), WarmupSteps: 200),
        Optimizer = new OptimizerConfig(LearningRate: 1e-3, BackboneFactor: 1),
        Augmentation = AugmentationConfig.Fixed(192) with { FlipProbability = 0.5 },
        Evaluation = ResizeConfig.Of(192),
        Batch = 8,
        SizeDivisor = 32,
        GroupShapes = false,
    };

    /// <summary>Images of one optimizer step.</summary>
    public int ImagesPerStep => Batch * Accumulation;

    /// <summary>
    /// The same recipe for images of another size: every size of augmentation and evaluation in proportion.
    /// </summary>
    /// <param name="side">Largest short side, pixels.</param>
    public TrainingRecipe ForImageSize(int side)
    {
        var scale = Augmentation.Scale;
        int Scaled(int pixels) => Math.Max(1, (int)Math.Round(pixels * (double)side / scale.Largest));
        return this with
        {
            Augmentation = Augmentation with
            {
                Scale = new ScaleConfig(
                    Scaled(scale.Smallest), side, Scaled(scale.Step), ResizeConfig.Of(side).LongSide),
                Crop = Augmentation.Crop switch
                {
                    CropConfig.ResizeThenCrop crop => crop with
                    {
                        SmallestSide = Scaled(crop.SmallestSide), LargestSide = Scaled(crop.LargestSide),
                        SideStep = Scaled(crop.SideStep),
                        SmallestWindow = Scaled(crop.SmallestWindow), LargestWindow = Scaled(crop.LargestWindow),
                    },
                    CropConfig.LargeScaleJitter jitter => jitter with { Side = Scaled(jitter.Side) },
                    var other => other,
                },
            },
            Evaluation = ResizeConfig.Of(side),
        };
    }
}
