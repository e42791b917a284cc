using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Runs;

/// <summary>One property of a recipe under the path that <c>--set</c> and <c>recipe.json</c> use.</summary>
/// <param name="Path">Dotted, in camel case.</param>
/// <param name="Accepts">The values it takes, in words.</param>
/// <param name="Read">Its value as text; nothing where the recipe's unions do not have it.</param>
/// <param name="Write">The recipe with the value of a text, or what is wrong with the text.</param>
public sealed record RecipeProperty(
    string Path,
    string Accepts,
    Func<TrainingRecipe, Option<string>> Read,
    Func<TrainingRecipe, string, Either<Fault, TrainingRecipe>> Write);
