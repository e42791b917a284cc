using System.Globalization;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>
/// A training state on disk, in one safetensors file: weights, moments, average, torch's random state, step and recipe.
/// The position in
/// the data follows from the step.
/// </summary>
public static class SnapshotFile
{
    private const string Weights = "weights/", First = "first/", Second = "second/", Steps = "steps/",
        Averages = "average/", Random = "random/torch";

    /// <summary>Writes a snapshot; complete or not there.</summary>
    public static void Write(string path, TrainingState state, TrainingRecipe recipe)
    {
        using var scope = NewDisposeScope();
        var tensors = new List<KeyValuePair<string, Tensor>>();
        tensors.AddRange(DetectorState.Distinct(state.Detector, state.Definition)
            .Select(entry => KeyValuePair.Create(Weights + entry.Info.Name, entry.Value)));
        foreach (var moments in state.Optimizer.State)
        {
            tensors.Add(new(First + moments.Name, moments.First));
            tensors.Add(new(Second + moments.Name, moments.Second));
            tensors.Add(new(Steps + moments.Name, moments.Step));
        }

        state.Average.IfSome(average =>
            tensors.AddRange(
                average.Values.Select(entry => KeyValuePair.Create(Averages + entry.Info.Name, entry.Value))));
        tensors.Add(new(Random, torch.random.get_rng_state()));
        SafeTensorsWriter.Write(path, tensors, state.Metadata().ToFields()
            .SetItem("format", "stable-dino snapshot")
            .Add("recipe", RecipeJson.Write(recipe))
            .Add("best_ap", state.BestAp.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>Step and recipe of a snapshot, without its tensors.</summary>
    public static Either<Fault, (long Step, string Recipe)> Describe(string path) =>
        from header in SafeTensors.ReadHeader(path)
        from metadata in CheckpointMetadata.FromFields(header.Metadata).ToEither(() => NotOne(path))
        from recipe in header.Metadata.TryGetValue("recipe", out var text)
            ? Either<Fault, string>.Right(text)
            : NotOne(path)
        select (metadata.Step, recipe);

    /// <summary>Brings a state to where the snapshot was; all or nothing.</summary>
    public static Either<Fault, Unit> Restore(string path, TrainingState state)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        return
            from header in SafeTensors.ReadHeader(path)
            from metadata in CheckpointMetadata.FromFields(header.Metadata).ToEither(() => NotOne(path))
            from tensors in SafeTensors.ReadAll(path)
            from _ in Take(path, state, metadata, header, tensors)
            select Unit.Default;
    }

    private static Either<Fault, Unit> Take(
        string path, TrainingState state, CheckpointMetadata metadata, SafeTensorsHeader header,
        IReadOnlyDictionary<string, Tensor> tensors)
    {
        if (metadata.Model != state.Definition.Name)
            return new Fault($"The snapshot is of '{metadata.Model}', not of '{state.Definition.Name}'.",
                path, Hint: "Resume with the model the run began with.");
        if (!metadata.Classes.SequenceEqual(state.Classes))
            return new Fault("The snapshot was trained on other categories than the data has.", path,
                Hint: "Resume with the data the run began with.");

        var targets = DetectorState.Distinct(state.Detector, state.Definition)
            .Select(entry => (Name: Weights + entry.Info.Name, entry.Value))
            .Concat(
                state.Average.Map(average => average.Values.Select(entry => (Averages + entry.Info.Name, entry.Value)))
                    .IfNone([])).ToArray();
        foreach (var (name, value) in targets)
            if (!tensors.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(value.shape))
                return new Fault($"The snapshot lacks '{name}' of shape [{string.Join(", ", value.shape)}].",
                    path, Hint: "Resume from another snapshot of this run.");

        var moments = state.Optimizer.State.Select(own => own.Name)
            .Where(name => tensors.ContainsKey(First + name) && tensors.ContainsKey(Second + name)
                && tensors.ContainsKey(Steps + name))
            .Select(name =>
                new Network.AdamMoments(name, tensors[First + name], tensors[Second + name], tensors[Steps + name]));
        if (state.Optimizer.Restore(moments).Case is string problem)
            return new Fault(problem, path, Hint: "Resume from another snapshot of this run.");

        foreach (var (name, value) in targets) value.detach().copy_(tensors[name]);
        if (tensors.TryGetValue(Random, out var random)) torch.random.set_rng_state(random);
        state.Step = metadata.Step;
        state.BestAp =
            double.TryParse(header.Metadata.GetValueOrDefault("best_ap"), CultureInfo.InvariantCulture, out var best)
                ? best
                : -1;
        return Unit.Default;
    }

    private static Fault NotOne(string path) =>
        new("The file is no snapshot of a training run.", path, Hint: "Give the run's folder with --resume.");
}
