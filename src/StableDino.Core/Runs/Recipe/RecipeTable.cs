using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static StableDino.Runs.RecipeMember;

namespace StableDino.Runs;

/// <summary>
/// The closed table of a recipe's properties. A property that selects a case of a union comes before the properties of
/// that case, so that writing a recipe in table order restores it.
/// </summary>
public static class RecipeTable
{
    /// <summary>All properties.</summary>
    public static ImmutableArray<RecipeProperty> Properties { get; } =
    [
        Selecting("steps", "Length.Steps.Count"),
        Selecting("epochs", "Length.Epochs.Count"),
        Of("batch", 1),
        Of("accumulation", 1),
        Of("seed"),
        Of("precision"),
        Of("sizeDivisor", 1, 1024),
        Of("groupShapes"),
        Of("recompute"),
        Of("evaluateEvery"),
        Of("snapshotEvery"),
        Of("logEvery", 1),
        Of("workers", 1),
        Of("certify"),

        Of("optimizer.learningRate", 0, 1),
        Of("optimizer.backboneFactor", 0, 100),
        Of("optimizer.weightDecay", 0, 1),
        Of("optimizer.normWeightDecay", 0, 1),
        Of("optimizer.beta1", 0, 1),
        Of("optimizer.beta2", 0, 1),
        Of("optimizer.epsilon", 0, 1),
        Of("optimizer.clipNorm"),

        Of("schedule.decay"),
        Of("schedule.at", 0, 1, "Schedule.Decay.Drop.At"),
        Of("schedule.factor", 0, 1, "Schedule.Decay.Drop.Factor"),
        Of("schedule.floor", 0, 1, "Schedule.Decay.Cosine.Floor"),
        Of("schedule.warmupSteps"),

        Of("averaging"),
        Of("averaging.decay", 0, 1, "Averaging.Exponential.Decay"),

        Of("augmentation.flipProbability", 0, 1),
        Of("augmentation.smallestVisibleShare", 0, 1),
        Of("augmentation.scale.smallest", 1),
        Of("augmentation.scale.largest", 1),
        Of("augmentation.scale.step", 1),
        Of("augmentation.scale.longSide", 1),
        Of("augmentation.colour.brightness", 0, 1),
        Of("augmentation.colour.contrast", 0, 1),
        Of("augmentation.colour.saturation", 0, 1),
        Of("augmentation.crop"),
        Of("augmentation.crop.smallestFactor", 0.01, 100, "Augmentation.Crop.LargeScaleJitter.SmallestFactor"),
        Of("augmentation.crop.largestFactor", 0.01, 100, "Augmentation.Crop.LargeScaleJitter.LargestFactor"),
        Of("augmentation.crop.side", 1, member: "Augmentation.Crop.LargeScaleJitter.Side"),
        Of("augmentation.crop.zoomProbability", 0, 1, "Augmentation.Crop.Zoom.Probability"),
        Of("augmentation.crop.smallestShare", 0.01, 1, "Augmentation.Crop.Zoom.SmallestShare"),
        Of("augmentation.crop.probability", 0, 1, "Augmentation.Crop.ResizeThenCrop.Probability"),
        Of("augmentation.crop.smallestSide", 1, member: "Augmentation.Crop.ResizeThenCrop.SmallestSide"),
        Of("augmentation.crop.largestSide", 1, member: "Augmentation.Crop.ResizeThenCrop.LargestSide"),
        Of("augmentation.crop.sideStep", 1, member: "Augmentation.Crop.ResizeThenCrop.SideStep"),
        Of("augmentation.crop.smallestWindow", 1, member: "Augmentation.Crop.ResizeThenCrop.SmallestWindow"),
        Of("augmentation.crop.largestWindow", 1, member: "Augmentation.Crop.ResizeThenCrop.LargestWindow"),

        Of("evaluation.shortSide", 1),
        Of("evaluation.longSide", 1),
    ];

    /// <summary>The recipe with one property changed; an unknown path names the nearest ones.</summary>
    public static Either<Fault, TrainingRecipe> Set(TrainingRecipe recipe, string path, string value) =>
        Properties.FirstOrDefault(property =>
            string.Equals(property.Path, path, StringComparison.OrdinalIgnoreCase)) is { } known
            ? known.Write(recipe, value)
            : new Fault(
                $"A recipe has no property '{path}'.", Place: path,
                Hint: $"Nearest: {string.Join(", ", NearestNames.Of(path, Properties.Select(one => one.Path)))}.");
}
