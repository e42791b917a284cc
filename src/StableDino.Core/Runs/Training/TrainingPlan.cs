using LanguageExt;
using StableDino.Data;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>Everything that one run is made of.</summary>
/// <param name="Model">What is trained.</param>
/// <param name="Recipe">How.</param>
/// <param name="Train">The split to learn from.</param>
/// <param name="Validation">The split to evaluate on; of the same classes.</param>
/// <param name="Folder">Where the run's files go.</param>
/// <param name="Device">Where the tensors are.</param>
/// <param name="InitialWeights">A weight file to begin with.</param>
/// <param name="Resume">Whether to go on from the folder's newest snapshot.</param>
/// <param name="Profile">Whether to measure the stages of every step.</param>
public sealed record TrainingPlan(
    DetectorDefinition Model,
    TrainingRecipe Recipe,
    CocoDataset Train,
    CocoDataset Validation,
    RunFolder Folder,
    Device Device,
    Option<string> InitialWeights,
    bool Resume,
    bool Profile = false)
{
    /// <summary>Optimizer steps of the whole run.</summary>
    public long Steps => Recipe.Length.StepsFor(Train.Images.Length, Recipe.Batch, Recipe.Accumulation);
}
