using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace StableDino.Runs;

/// <summary>The kinds of rows that <see cref="RecipeTable"/> is made of.</summary>
internal static class RecipePropertyKinds
{
    /// <summary>
    /// A whole number of at least <paramref name="least"/> that fits 32 bits, and of no more than
    /// <paramref name="most"/>.
    /// </summary>
    public static RecipeProperty Whole(
        string path, long least, Func<TrainingRecipe, Option<long>> read,
        Func<TrainingRecipe, long, TrainingRecipe> write, long most = int.MaxValue)
    {
        var accepts = most == int.MaxValue
            ? $"a whole number of at least {least}"
            : $"a whole number from {least} to {most}";
        return new(path, accepts,
            recipe => read(recipe).Map(n => n.ToString(CultureInfo.InvariantCulture)),
            (recipe, text) =>
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
                    && n >= least && n <= most
                    ? write(recipe, n)
                    : Refused(path, text, accepts));
    }

    /// <summary>A whole number of at least <paramref name="least"/> that fits 32 bits and is always there.</summary>
    public static RecipeProperty Whole(
        string path, long least, Func<TrainingRecipe, long> read, Func<TrainingRecipe, long, TrainingRecipe> write,
        long most = int.MaxValue) =>
        Whole(path, least, recipe => Some(read(recipe)), write, most);

    /// <summary>A finite number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static RecipeProperty Number(
        string path, double least, double most, Func<TrainingRecipe, double> read,
        Func<TrainingRecipe, double, TrainingRecipe> write) =>
        new(path, Range(least, most),
            recipe => Some(Text(read(recipe))),
            (recipe, text) =>
                Parse(text, least, most).Match(x => write(recipe, x), () => Refused(path, text, Range(least, most))));

    /// <summary>A number that only one case of a union has.</summary>
    public static RecipeProperty Part<T>(
        string path, double least, double most, string condition, Func<TrainingRecipe, object> union,
        Func<T, double> read,
        Func<TrainingRecipe, T, double, TrainingRecipe> write) where T : class =>
        new(path, $"{Range(least, most)}, with {condition}",
            recipe => union(recipe) is T part ? Some(Text(read(part))) : None,
            (recipe, text) => union(recipe) is not T part
                ? new RecipeFault(path, $"'{path}' has a meaning only with {condition}.", $"Set {condition} first.")
                : Parse(text, least, most).Match<Either<RecipeFault, TrainingRecipe>>(
                    x => write(recipe, part, x), () => Refused(path, text, Range(least, most))));

    /// <summary>A whole number that only one case of a union has.</summary>
    public static RecipeProperty WholePart<T>(
        string path, long least, string condition, Func<TrainingRecipe, object> union, Func<T, long> read,
        Func<TrainingRecipe, T, int, TrainingRecipe> write) where T : class
    {
        var accepts = $"a whole number of at least {least}";
        return new(path, $"{accepts}, with {condition}",
            recipe => union(recipe) is T part ? Some(read(part).ToString(CultureInfo.InvariantCulture)) : None,
            (recipe, text) => union(recipe) is not T part
                ? new RecipeFault(path, $"'{path}' has a meaning only with {condition}.", $"Set {condition} first.")
                : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
                    && n >= least
                    ? write(recipe, part, n)
                    : Refused(path, text, accepts));
    }

    /// <summary>One of a few words.</summary>
    public static RecipeProperty Choice(
        string path, Func<TrainingRecipe, string> read,
        System.Collections.Generic.Dictionary<string, Func<TrainingRecipe, TrainingRecipe>> cases)
    {
        var accepts = string.Join(" or ", cases.Keys);
        return new(path, accepts,
            recipe => Some(read(recipe)),
            (recipe, text) => cases.TryGetValue(text, out var write) ? write(recipe) : Refused(path, text, accepts));
    }

    /// <summary>true or false.</summary>
    public static RecipeProperty Flag(
        string path, Func<TrainingRecipe, bool> read, Func<TrainingRecipe, bool, TrainingRecipe> write) =>
        Choice(path, recipe => read(recipe) ? "true" : "false",
            new() { ["true"] = r => write(r, true), ["false"] = r => write(r, false) });

    private static Option<double> Parse(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x)
            && x >= least && x <= most ? x : None;

    private static string Text(double x) => x.ToString("R", CultureInfo.InvariantCulture);

    private static string Range(double least, double most) =>
        most == double.MaxValue
            ? $"a number of at least {Text(least)}"
            : $"a number from {Text(least)} to {Text(most)}";

    private static Either<RecipeFault, TrainingRecipe> Refused(string path, string text, string accepts) =>
        new RecipeFault(path, $"'{path}' cannot be '{text}'.", $"It takes {accepts}.");
}
