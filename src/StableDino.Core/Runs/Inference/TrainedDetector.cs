using System.Collections.Immutable;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static LanguageExt.Prelude;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>A detector with its weights, and what its classes mean. Owns the detector.</summary>
/// <param name="Definition">What it was built from.</param>
/// <param name="Detector">The detector, on its device, in evaluation mode.</param>
/// <param name="Metadata">Model, classes and step of the file it came from.</param>
public sealed record TrainedDetector(DetectorDefinition Definition, Detector Detector, CheckpointMetadata Metadata)
    : IDisposable
{
    /// <summary>Builds the model that a weight file names, for the classes it names, and loads it.</summary>
    /// <param name="path">A file that training wrote, or the folder of a run: then its best weights.</param>
    /// <param name="models">The detectors that can be built.</param>
    /// <param name="device">Where to put it.</param>
    public static Either<Fault, TrainedDetector> Open(
        string path, ImmutableArray<DetectorDefinition> models, Device device) =>
        OpenFile(RunFolder.WeightsIn(path), models, device);

    private static Either<Fault, TrainedDetector> OpenFile(
        string path, ImmutableArray<DetectorDefinition> models, Device device) =>
        from metadata in WeightFile.Describe(path)
        from definition in models.Find(model => model.Name == metadata.Model).ToEither(() => new Fault(
            $"The checkpoint is of a model '{metadata.Model}' that this build does not have.", path,
            Hint: $"Nearest: {string.Join(", ", NearestNames.Of(metadata.Model, models.Select(one => one.Name)))}."))
        from loaded in Load(path, definition, metadata, device)
        select loaded;

    /// <summary>The data's classes in the detector's order; a fault for each class that the two do not share.</summary>
    /// <param name="data">A split to evaluate on.</param>
    /// <param name="checkpoint">The file's name in faults.</param>
    public ImmutableArray<DataFault> Disagreements(CocoDataset data, string checkpoint)
    {
        var (ours, theirs) = (Metadata.Classes, data.Classes.Categories);
        if (ours.SequenceEqual(theirs)) return [];
        var (byId, known) = (ours.ToDictionary(c => c.Id), theirs.ToDictionary(c => c.Id));
        return
        [
            .. theirs.Where(c => !byId.TryGetValue(c.Id, out var same) || same.Name != c.Name)
                .Select(c => new DataFault(
                    byId.TryGetValue(c.Id, out var other)
                        ? $"Category {c.Id} is '{c.Name}' here and '{other.Name}' in the checkpoint."
                        : $"The checkpoint does not know category {c.Id} ('{c.Name}').",
                    data.AnnotationFile, $"category {c.Id}",
                    $"Use a checkpoint trained on these categories: {checkpoint} is not.")),
            .. ours.Where(c => !known.ContainsKey(c.Id)).Select(c => new DataFault(
                $"Category {c.Id} ('{c.Name}') of the checkpoint is missing.", data.AnnotationFile, "categories",
                "List all categories that the checkpoint was trained on.")),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => Detector.Dispose();

    private static Either<Fault, TrainedDetector> Load(
        string path, DetectorDefinition definition, CheckpointMetadata metadata, Device device)
    {
        if (metadata.Classes.IsEmpty)
            return new Fault(
                "The checkpoint lists no classes.", path, Hint: "Use a checkpoint that `train` wrote.");
        var detector = definition.Build(metadata.Classes.Length);
        var loaded = WeightFile.Load(
            path, detector, definition, [.. metadata.Classes.Select(c => c.Name)], LoadPolicy.Exact);
        if (loaded.IsLeft) detector.Dispose();
        return loaded.Map(_ =>
        {
            detector.to(device);
            detector.eval();
            return new TrainedDetector(definition, detector, metadata);
        });
    }
}
