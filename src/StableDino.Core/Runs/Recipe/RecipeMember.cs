using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using LanguageExt;
using StableDino.Foundation;
using static LanguageExt.Prelude;

namespace StableDino.Runs;

/// <summary>
/// Rows of <see cref="RecipeTable"/>, made of the recipe's records: a member's type says which texts it takes, and a
/// changed record is a copy, as by <c>with</c>.
/// </summary>
/// <param name="Property">A property of the recipe or of one of its records.</param>
/// <param name="Case">The case of a union that has the property; null where its record is no union.</param>
internal sealed record RecipeMember(PropertyInfo Property, Type? Case)
{
    /// <summary>A row whose member is named by its path, or by <paramref name="member"/>.</summary>
    /// <param name="path">As <c>--set</c> takes it.</param>
    /// <param name="least">The smallest number.</param>
    /// <param name="most">The largest number.</param>
    /// <param name="member">Names of properties and, between them, of a union's case.</param>
    public static RecipeProperty Of(
        string path, double least = 0, double most = double.MaxValue, string? member = null) =>
        Row(path, Resolve(member ?? path), new Bounds(least, most), selects: false);

    /// <summary>A whole number from 1 that comes with its case of a union: setting it selects the case.</summary>
    public static RecipeProperty Selecting(string path, string member) =>
        Row(path, Resolve(member), new Bounds(1, double.MaxValue), selects: true);

    private static RecipeProperty Row(
        string path, ImmutableArray<RecipeMember> members, Bounds bounds, bool selects)
    {
        var (type, condition) = (members[^1].Property.PropertyType, selects ? "" : Condition(members));
        var accepts = Accepts(type, bounds);
        return new(path, condition.Length > 0 ? $"{accepts}, with {condition}" : accepts,
            recipe => Get(recipe, members).Map(Text),
            (recipe, text) =>
                !selects && Get(recipe, members).IsNone
                    ? new Fault(
                        $"'{path}' has a meaning only with {condition}.", Place: path, Hint: $"Set {condition} first.")
                    : Parse(text, type, bounds).Match<Either<Fault, TrainingRecipe>>(
                        value => (TrainingRecipe)Put(recipe, members.AsSpan(), value),
                        () => new Fault($"'{path}' cannot be '{text}'.", Place: path, Hint: $"It takes {accepts}.")));
    }

    private static ImmutableArray<RecipeMember> Resolve(string member)
    {
        var members = ImmutableArray.CreateBuilder<RecipeMember>();
        var (at, selected) = (typeof(TrainingRecipe), (Type?)null);
        foreach (var name in member.Split('.'))
            if (at.GetNestedType(name) is { } one) (at, selected) = (one, one);
            else
            {
                var property =
                    at.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                        ?? throw new InvalidOperationException($"{at.Name} has no {name}.");
                members.Add(new RecipeMember(property, selected));
                (at, selected) = (property.PropertyType, null);
            }
        return members.ToImmutable();
    }

    private static Option<object> Get(object root, IEnumerable<RecipeMember> members) =>
        members.Aggregate(Some(root), (at, member) => at
            .Filter(here => member.Case is null || member.Case == here.GetType())
            .Map(here => member.Property.GetValue(here)!));

    // A copy of the record with one member changed, the record in it likewise; of another case than asked for a new
    // one.
    private static object Put(object root, ReadOnlySpan<RecipeMember> members, object value)
    {
        if (members.IsEmpty) return value is not Type chosen ? value : root.GetType() == chosen ? root : Make(chosen);
        var (property, wanted) = members[0];
        var copy = wanted is null || wanted == root.GetType() ? Copy(root) : Make(wanted);
        property.SetValue(copy, Put(property.GetValue(copy)!, members[1..], value));
        return copy;
    }

    private static object Copy(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;

    private static object Make(Type record)
    {
        var made = record.GetConstructors()[0];
        return made.Invoke([.. made.GetParameters().Select(static one =>
            one.HasDefaultValue ? one.DefaultValue : Activator.CreateInstance(one.ParameterType))]);
    }

    private static string Condition(ImmutableArray<RecipeMember> members)
    {
        var before = members.TakeWhile(static member => member.Case is null)
            .Select(static member => member.Property.Name);
        return members.FirstOrDefault(static member => member.Case is not null)?.Case is { } selected
            ? $"{string.Join('.', before.Select(static name => char.ToLowerInvariant(name[0]) + name[1..]))}"
                + $"={Hyphened(selected.Name)}"
            : "";
    }

    // What a member of a type can be set to: words and their values, in order; none where it is a number.
    private static IEnumerable<(string Word, object Value)> Choices(Type type) =>
        type == typeof(bool) ? [("true", true), ("false", false)]
        : type.IsEnum ? Enum.GetValues(type).Cast<object>().Select(static one => (Hyphened($"{one}"), one))
        : type.GetNestedTypes().Select(static one => (Hyphened(one.Name), (object)one));

    private static string Accepts(Type type, Bounds bounds) =>
        type.IsPrimitive && type != typeof(bool)
            ? $"a {(type == typeof(double) ? "" : "whole ")}number {bounds}"
            : string.Join(" or ", Choices(type).Select(static choice => choice.Word));

    private static Option<object> Parse(string text, Type type, Bounds bounds)
    {
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && bounds.Hold(x)
                ? Some<object>(x)
                : None;
        if (type.IsPrimitive && type != typeof(bool))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
                && bounds.Hold(n) ? Some(Convert.ChangeType(n, type, CultureInfo.InvariantCulture)) : None;
        return Choices(type).Where(choice => choice.Word == text).Select(static choice => choice.Value).HeadOrNone();
    }

    private static string Text(object value) => value switch
    {
        IFormattable and not Enum => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        bool or Enum => Hyphened($"{value}"),
        _ => Hyphened(value.GetType().Name),
    };

    private static string Hyphened(string name) => Regex.Replace(name, "(?<=.)[A-Z]", "-$0").ToLowerInvariant();

    /// <summary>The numbers that a row takes.</summary>
    private sealed record Bounds(double Least, double Most)
    {
        public bool Hold(double x) => double.IsFinite(x) && x >= Least && x <= Most;

        public override string ToString() => Most == double.MaxValue
            ? $"of at least {Text(Least)}"
            : $"from {Text(Least)} to {Text(Most)}";
    }
}
