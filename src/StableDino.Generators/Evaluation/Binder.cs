using System.Collections.Concurrent;
using System.Reflection;
using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>From an evaluated value to the typed record it describes.</summary>
internal static class Binder
{
    private static readonly ConcurrentDictionary<Type, ConstructorInfo> Constructors = new();

    /// <summary>The configuration, or what this compiler does not know of it.</summary>
    public static (DetectorConfig? Config, string Unknown) Bind(ConfigValue value)
    {
        var unknown = "";
        var bound = Bind(value, typeof(DetectorConfig), ref unknown) as DetectorConfig;
        return (unknown.Length == 0 ? bound : null, unknown);
    }

    private static object? Bind(ConfigValue value, Type expected, ref string unknown)
    {
        switch (value)
        {
            case ConfigValue.Constant { Value: var constant } when expected.IsInstanceOfType(constant):
                return constant;
            case ConfigValue.EnumMember member when expected.IsEnum && expected.FullName == member.Type
                && Enum.IsDefined(expected, member.Member):
                return Enum.Parse(expected, member.Member);
            case ConfigValue.List list when expected.IsGenericType
                && expected.GetGenericTypeDefinition() == typeof(EquatableList<>):
                return List(list, expected.GetGenericArguments()[0], ref unknown);
            case ConfigValue.Record record when Known(record.Type, expected) is { } type:
                return Create(record, type, ref unknown);
            default:
                unknown =
                    $"A value of '{(value as ConfigValue.Record)?.Type ?? CanonicalText.Print(value)}' where "
                        + $"'{expected.Name}' is expected";
                return null;
        }
    }

    private static object? List(ConfigValue.List list, Type item, ref string unknown)
    {
        var items = Array.CreateInstance(item, list.Items.Length);
        for (var i = 0; i < items.Length && unknown.Length == 0; i++)
            items.SetValue(Bind(list.Items[i], item, ref unknown), i);
        return unknown.Length == 0
            ? Activator.CreateInstance(typeof(EquatableList<>).MakeGenericType(item),
                BindingFlags.Instance | BindingFlags.NonPublic, null, [items], null)
            : null;
    }

    private static object? Create(ConfigValue.Record record, Type type, ref string unknown)
    {
        var parameters = Constructor(type).GetParameters();
        if (record.Members.FirstOrDefault(m => parameters.All(p => p.Name != m.Name)) is { } extra)
            unknown = $"The property '{extra.Name}' of '{record.Type}'";
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length && unknown.Length == 0; i++)
        {
            if (record[parameters[i].Name] is { } part)
                arguments[i] = Bind(part, parameters[i].ParameterType, ref unknown);
            else
                unknown = $"A '{record.Type}' without '{parameters[i].Name}'";
        }
        return unknown.Length == 0 ? Constructor(type).Invoke(arguments) : null;
    }

    private static Type? Known(string name, Type expected)
    {
        var candidate = typeof(DetectorConfig).Assembly.GetType(name)
            ?? expected.GetNestedTypes().Prepend(expected).FirstOrDefault(n => n.FullName.Replace('+', '.') == name);
        return candidate is not null && expected.IsAssignableFrom(candidate) && !candidate.IsAbstract
            ? candidate
            : null;
    }

    private static ConstructorInfo Constructor(Type type) =>
        Constructors.GetOrAdd(
            type, static t => t.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First());
}
