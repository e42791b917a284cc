using StableDino.Foundation;

namespace StableDino.Runs;

/// <summary>Where a run's files lie.</summary>
/// <param name="Path">The folder.</param>
public sealed record RunFolder(string Path)
{
    /// <summary>Model, configuration, classes and data of the run.</summary>
    public string Description => In("run.json");

    /// <summary>The recipe: see <see cref="RecipeJson"/>.</summary>
    public string Recipe => In("recipe.json");

    /// <summary>One JSON object a line: training steps and evaluations.</summary>
    public string Metrics => In("metrics.jsonl");

    /// <summary>TensorBoard events.</summary>
    public string Events => In("events");

    /// <summary>Weights of the newest snapshot.</summary>
    public string Last => In("last.safetensors");

    /// <summary>Weights with the highest AP so far.</summary>
    public string Best => In("best.safetensors");

    /// <summary>Everything that a run needs to continue.</summary>
    public string Snapshots => In("snapshots");

    /// <summary>Metrics of the last evaluation.</summary>
    public string Evaluation => In("evaluation.json");

    /// <summary>Detections of the last evaluation, in COCO's results format.</summary>
    public string Detections => In("detections.json");

    /// <summary>Drawn detections and curves.</summary>
    public string Pictures => In("pictures");

    /// <summary>Whether a run has begun here.</summary>
    public bool HoldsRun => File.Exists(Recipe);

    /// <summary>Snapshot of a step.</summary>
    public string Snapshot(long step) => System.IO.Path.Combine(Snapshots, $"step-{step:D9}.safetensors");

    /// <summary>Snapshots by step, newest first.</summary>
    public IEnumerable<string> NewestSnapshots() => Directory.Exists(Snapshots)
        ? Directory.EnumerateFiles(Snapshots, "step-*.safetensors").OrderDescending(StringComparer.Ordinal)
        : [];

    /// <summary>Makes the folders, and removes what a killed process left half-written.</summary>
    public void Prepare()
    {
        foreach (var folder in new[] { Path, Snapshots, Events, Pictures }) Directory.CreateDirectory(folder);
        foreach (var partial in Directory.EnumerateFiles(
            Path, "*" + AtomicFile.PartialEnding, SearchOption.AllDirectories)) File.Delete(partial);
    }

    /// <summary>The weights that a path means: a file is itself, a run's folder is its best weights, or its last where
    /// there are no best.</summary>
    public static string WeightsIn(string path) =>
        !Directory.Exists(path) ? path
        : new RunFolder(path) is var run && !File.Exists(run.Best) && File.Exists(run.Last) ? run.Last
        : run.Best;

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
