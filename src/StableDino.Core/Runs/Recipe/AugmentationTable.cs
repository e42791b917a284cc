using System.Collections.Immutable;
using StableDino.Data;
using static StableDino.Runs.RecipePropertyKinds;

namespace StableDino.Runs;

/// <summary>The rows of <see cref="RecipeTable"/> for how training varies its images.</summary>
internal static class AugmentationTable
{
    public static ImmutableArray<RecipeProperty> Properties { get; } =
    [
        Number("augmentation.flipProbability", 0, 1, r => r.Augmentation.FlipProbability,
            (r, x) => With(r, r.Augmentation with { FlipProbability = x })),
        Number("augmentation.smallestVisibleShare", 0, 1, r => r.Augmentation.SmallestVisibleShare,
            (r, x) => With(r, r.Augmentation with { SmallestVisibleShare = x })),

        Whole("augmentation.scale.smallest", 1, r => (long)r.Augmentation.Scale.Smallest,
            (r, n) => With(r, r.Augmentation.Scale with { Smallest = (int)n })),
        Whole("augmentation.scale.largest", 1, r => (long)r.Augmentation.Scale.Largest,
            (r, n) => With(r, r.Augmentation.Scale with { Largest = (int)n })),
        Whole("augmentation.scale.step", 1, r => (long)r.Augmentation.Scale.Step,
            (r, n) => With(r, r.Augmentation.Scale with { Step = (int)n })),
        Whole("augmentation.scale.longSide", 1, r => (long)r.Augmentation.Scale.LongSide,
            (r, n) => With(r, r.Augmentation.Scale with { LongSide = (int)n })),

        Number("augmentation.colour.brightness", 0, 1, r => r.Augmentation.Colour.Brightness,
            (r, x) => With(r, r.Augmentation.Colour with { Brightness = x })),
        Number("augmentation.colour.contrast", 0, 1, r => r.Augmentation.Colour.Contrast,
            (r, x) => With(r, r.Augmentation.Colour with { Contrast = x })),
        Number("augmentation.colour.saturation", 0, 1, r => r.Augmentation.Colour.Saturation,
            (r, x) => With(r, r.Augmentation.Colour with { Saturation = x })),

        Choice("augmentation.crop",
            r => r.Augmentation.Crop switch { CropConfig.ResizeThenCrop => "resize-then-crop",
                CropConfig.Zoom => "zoom", CropConfig.LargeScaleJitter => "large-scale-jitter", _ => "none" }, new()
            {
                ["none"] = r => With(r, new CropConfig.None()),
                ["resize-then-crop"] = r =>
                    r.Augmentation.Crop is CropConfig.ResizeThenCrop ? r : With(r, new CropConfig.ResizeThenCrop()),
                ["zoom"] = r => r.Augmentation.Crop is CropConfig.Zoom ? r : With(r, new CropConfig.Zoom()),
                ["large-scale-jitter"] = r =>
                    r.Augmentation.Crop is CropConfig.LargeScaleJitter ? r : With(r, new CropConfig.LargeScaleJitter()),
            }),
        Jitter("smallestFactor", c => c.SmallestFactor, (c, x) => c with { SmallestFactor = x }),
        Jitter("largestFactor", c => c.LargestFactor, (c, x) => c with { LargestFactor = x }),
        WholePart<CropConfig.LargeScaleJitter>("augmentation.crop.side", 1, Jittering, r => r.Augmentation.Crop,
            c => c.Side, (r, c, n) => With(r, c with { Side = n })),
        Zoom("zoomProbability", 0, c => c.Probability, (c, x) => c with { Probability = x }),
        Zoom("smallestShare", 0.01, c => c.SmallestShare, (c, x) => c with { SmallestShare = x }),
        Part<CropConfig.ResizeThenCrop>("augmentation.crop.probability", 0, 1, Cutting, r => r.Augmentation.Crop,
            c => c.Probability, (r, c, x) => With(r, c with { Probability = x })),
        Cut("smallestSide", c => c.SmallestSide, (c, n) => c with { SmallestSide = n }),
        Cut("largestSide", c => c.LargestSide, (c, n) => c with { LargestSide = n }),
        Cut("sideStep", c => c.SideStep, (c, n) => c with { SideStep = n }),
        Cut("smallestWindow", c => c.SmallestWindow, (c, n) => c with { SmallestWindow = n }),
        Cut("largestWindow", c => c.LargestWindow, (c, n) => c with { LargestWindow = n }),
    ];

    private const string Jittering = "augmentation.crop=large-scale-jitter";

    private static RecipeProperty Jitter(
        string name, Func<CropConfig.LargeScaleJitter, double> read,
        Func<CropConfig.LargeScaleJitter, double, CropConfig.LargeScaleJitter> write) =>
        Part<CropConfig.LargeScaleJitter>($"augmentation.crop.{name}", 0.01, 100, Jittering, r => r.Augmentation.Crop,
            read, (r, c, x) => With(r, write(c, x)));

    private const string Cutting = "augmentation.crop=resize-then-crop";

    private static RecipeProperty Cut(
        string name, Func<CropConfig.ResizeThenCrop, long> read,
        Func<CropConfig.ResizeThenCrop, int, CropConfig.ResizeThenCrop> write) =>
        WholePart<CropConfig.ResizeThenCrop>(
            $"augmentation.crop.{name}", 1, Cutting, r => r.Augmentation.Crop, read, (r, c, n) => With(r, write(c, n)));

    private static RecipeProperty Zoom(string name, double least, Func<CropConfig.Zoom, double> read,
        Func<CropConfig.Zoom, double, CropConfig.Zoom> write) =>
        Part<CropConfig.Zoom>($"augmentation.crop.{name}", least, 1, "augmentation.crop=zoom", r => r.Augmentation.Crop,
            read, (r, c, x) => With(r, write(c, x)));

    private static TrainingRecipe With(TrainingRecipe recipe, AugmentationConfig augmentation) =>
        recipe with { Augmentation = augmentation };

    private static TrainingRecipe With(TrainingRecipe recipe, ScaleConfig scale) =>
        With(recipe, recipe.Augmentation with { Scale = scale });

    private static TrainingRecipe With(TrainingRecipe recipe, ColourConfig colour) =>
        With(recipe, recipe.Augmentation with { Colour = colour });

    private static TrainingRecipe With(TrainingRecipe recipe, CropConfig crop) =>
        With(recipe, recipe.Augmentation with { Crop = crop });
}
