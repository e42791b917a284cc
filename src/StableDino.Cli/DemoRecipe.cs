using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>
/// What the demo renders and trains, in one place: sized so that two CPU cores finish it in under six minutes.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="TrainScenes">Scenes to learn from.</param>
/// <param name="UnseenScenes">Scenes to evaluate on.</param>
/// <param name="Side">Columns and rows of a scene, pixels.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Batch">Scenes a step.</param>
/// <param name="LearningRate">Base rate; all parameters learn from scratch, so the backbone has no smaller one.</param>
/// <param name="Warmup">Steps of linear rise.</param>
internal sealed record DemoRecipe(
    string Model = "stable-dino-tiny", int TrainScenes = 1600, int UnseenScenes = 96, int Side = 128, int Steps = 720,
    int Batch = 8,
    double LearningRate = 1.5e-3, int Warmup = 50)
{
    public TrainingRecipe Recipe => (TrainingRecipe.SmallFromScratch with
    {
        Length = new RunLength.Steps(Steps),
        Schedule = new ScheduleConfig(new RateDecay.Cosine(Floor: 0.01), Warmup),
        Optimizer = TrainingRecipe.SmallFromScratch.Optimizer with { LearningRate = LearningRate },
        Batch = Batch,
        SnapshotEvery = 300,
        EvaluateEvery = 300,
    }).ForImageSize(Side);
}
