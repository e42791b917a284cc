using StableDino.Data;

namespace StableDino.Training;

/// <summary>
/// How a detector is trained: one immutable value. Everything random follows from <paramref name="Seed"/> and the step, so that a run
/// can be repeated and resumed bit for bit on one machine. Defaults are the official recipe's.
/// </summary>
/// <param name="Length">Steps or epochs.</param>
/// <param name="Schedule">The learning rate over the run.</param>
/// <param name="Optimizer">AdamW, parameter groups and clipping.</param>
/// <param name="Averaging">Running average of the weights.</param>
/// <param name="Augmentation">How training varies its images.</param>
/// <param name="Evaluation">Size of images in evaluation.</param>
/// <param name="Batch">Images of one forward pass.</param>
/// <param name="Accumulation">Forward passes of one optimizer step; the loss is divided by the truths of all of them.</param>
/// <param name="Seed">Seed of initialisation, data order, augmentation, denoising and dropout.</param>
/// <param name="Precision">Arithmetic of forward and backward.</param>
/// <param name="EvaluateEvery">Steps between evaluations; 0 evaluates at the end only.</param>
/// <param name="SnapshotEvery">Steps between snapshots; 0 writes one at the end only.</param>
/// <param name="LogEvery">Steps between log lines; losses are read from the device, and checked, only then.</param>
/// <param name="Workers">Threads that load images.</param>
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
    int Workers = 2)
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

    /// <summary>Images of one optimizer step.</summary>
    public int ImagesPerStep => Batch * Accumulation;

    /// <summary>The same augmentation and evaluation for images whose largest short side is <paramref name="side"/> instead of 800: all sizes in proportion.</summary>
    public TrainingRecipe ForImageSize(int side)
    {
        int Scaled(int pixels) => Math.Max(1, (int)Math.Round(pixels * side / 800.0));
        var (scale, longSide) = (AugmentationConfig.Detr.Scale, ResizeConfig.Of(side).LongSide);
        return this with
        {
            Augmentation = Augmentation with
            {
                Scale = new ScaleConfig(Scaled(scale.Smallest), side, Scaled(scale.Step), longSide),
                Crop = Augmentation.Crop is CropConfig.ResizeThenCrop crop
                    ? crop with
                    {
                        SmallestSide = Scaled(400), LargestSide = Scaled(600), SideStep = Scaled(100), SmallestWindow = Scaled(384), LargestWindow = Scaled(600),
                    }
                    : Augmentation.Crop,
            },
            Evaluation = ResizeConfig.Of(side),
        };
    }
}
