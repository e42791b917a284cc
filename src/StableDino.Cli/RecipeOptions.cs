using System.Globalization;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Runs;

namespace StableDino.Cli;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary>The options that change a recipe: short names for the common ones, <c>--set</c> for all.</summary>
internal sealed class RecipeOptions
{
    private readonly (Option<string?> Option, string Path)[] shorts =
    [
        (Short("--steps", "Optimizer steps."), "steps"),
        (Short("--epochs", "Passes over the training images."), "epochs"),
        (Short("--batch", "Images of one forward pass."), "batch"),
        (Short("--lr", "Base learning rate."), "optimizer.learningRate"),
        (Short("--seed", "Seed of everything random."), "seed"),
        (Short("--precision", "fp32 or bf16."), "precision"),
        (Short("--eval-every", "Steps between evaluations; 0: at the end only."), "evaluateEvery"),
        (Short("--snapshot-every", "Steps between snapshots; 0: at the end only."), "snapshotEvery"),
    ];

    private readonly Option<string?> named =
        new("--recipe") { Description =
            $"Recipe to begin with: {string.Join(", ", Recipes.Keys)} [default: {Recipes.Keys.First()}]" };
    private readonly Option<int?> imageSize =
        new("--image-size") { Description =
            "Largest short side of images, pixels; all sizes of the augmentation in proportion." };
    private readonly Option<string[]> set =
        new("--set") { Description = "PATH=VALUE for any property of the recipe; may be repeated.",
            AllowMultipleArgumentsPerToken = false };

    /// <summary>Recipes by the names people type.</summary>
    private static IReadOnlyDictionary<string, TrainingRecipe> Recipes { get; } =
        new OrderedDictionary<string, TrainingRecipe>
        {
            ["12-epochs"] = TrainingRecipe.TwelveEpochs,
            ["24-epochs"] = TrainingRecipe.TwentyFourEpochs,
            ["36-epochs"] = TrainingRecipe.ThirtySixEpochs,
            ["50-epochs"] = TrainingRecipe.FiftyEpochs,
            ["50-epochs-lsj"] = TrainingRecipe.FiftyEpochsLargeScaleJitter,
            ["small-from-scratch"] = TrainingRecipe.SmallFromScratch,
        };

    /// <summary>Adds the options to a command that has a recipe of its own.</summary>
    public void AddTo(Command command)
    {
        foreach (var (option, _) in shorts) command.Options.Add(option);
        command.Options.Add(imageSize);
        command.Options.Add(set);
    }

    /// <summary>Adds the options, and the choice of a named recipe, to a command that has none of its own.</summary>
    public void AddWithRecipesTo(Command command)
    {
        command.Options.Add(named);
        AddTo(command);
    }

    /// <summary>
    /// As <see cref="Apply(ParseResult, TrainingRecipe)"/>, from the recipe that <c>--recipe</c> names.
    /// </summary>
    public Either<Fault[], TrainingRecipe> Apply(ParseResult parsed)
    {
        var name = parsed.GetValue(named) ?? Recipes.Keys.First();
        return Recipes.TryGetValue(name, out var recipe)
            ? Apply(parsed, recipe)
            : new[] { new Fault($"There is no recipe '{name}'.", Place: "--recipe",
                Hint: $"Known: {string.Join(", ", Recipes.Keys)}.") };
    }

    /// <summary>The recipe that a command line asks for, or everything that is wrong with it.</summary>
    public Either<Fault[], TrainingRecipe> Apply(ParseResult parsed, TrainingRecipe recipe)
    {
        var faults = new List<Fault>();
        if (parsed.GetValue(imageSize) is { } side)
        {
            if (side < 32)
                faults.Add(new Fault(
                    $"Images of {side} pixels are too small.", Place: "--image-size", Hint: "Give 32 or more."));
            else recipe = recipe.ForImageSize(side);
        }

        foreach (var (option, path) in shorts)
            if (parsed.GetValue(option) is { } text) Set(path, text, option.Name);
        foreach (var pair in parsed.GetValue(set) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                faults.Add(new Fault($"'{pair}' is not of the form PATH=VALUE.", Place: "--set",
                    Hint: "For example: --set optimizer.clipNorm=0.1"));
            else Set(pair[..at].Trim(), pair[(at + 1)..].Trim(), $"--set {pair[..at]}");
        }

        faults.AddRange(
            recipe.Augmentation.Problems().Select(problem => new Fault(problem + ".", Place: "--set augmentation")));
        if (recipe.Precision == Precision.Bf16 && !Foundation.Autocast.IsAvailable)
            faults.Add(
                new Fault("bf16 cannot be used on this system.", Place: "--precision", Hint: "Use --precision fp32."));
        return faults.Count > 0 ? faults.ToArray() : recipe;

        void Set(string path, string text, string place) => RecipeTable.Set(recipe, path, text).Match(
            changed => { recipe = changed; },
            fault => faults.Add(fault with { Place = place }));
    }

    private static Option<string?> Short(string name, string description) => new(name) { Description = description };
}
