using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableDino.Generators.Evaluation;

/// <summary>A value that still knows which expression gave each of its parts. It never leaves this room.</summary>
/// <param name="Origin">The expression that gave the whole.</param>
/// <param name="IsDefault">Whether nobody wrote it: a default argument.</param>
internal abstract record Traced(Location Origin, bool IsDefault)
{
    /// <summary>A number, text, truth value or enum member.</summary>
    public sealed record Scalar(ConfigValue Value, Location Origin, bool IsDefault = false) : Traced(Origin, IsDefault);

    /// <summary>A record with traced parts.</summary>
    public sealed record Record(string Type, ImmutableArray<KeyValuePair<string, Traced>> Members, Location Origin, bool IsDefault = false)
        : Traced(Origin, IsDefault)
    {
        /// <summary>The part of that name, or null.</summary>
        public Traced? Part(string name) => Members.Where(m => m.Key == name).Select(m => m.Value).FirstOrDefault();

        /// <summary>The same record with one part replaced, or added at the end.</summary>
        public Record With(string name, Traced value)
        {
            var part = new KeyValuePair<string, Traced>(name, value);
            var index = Members.Select((m, i) => m.Key == name ? i : -1).DefaultIfEmpty(-1).Max();
            return this with { Members = index < 0 ? Members.Add(part) : Members.SetItem(index, part) };
        }
    }

    /// <summary>A value read back from a referenced assembly: every part comes from the expression that refers to it.</summary>
    public static Traced Of(ConfigValue value, Location origin) => value switch
    {
        ConfigValue.Record record => new Record(
            record.Type, [.. record.Members.Select(m => new KeyValuePair<string, Traced>(m.Name, Of(m.Value, origin)))], origin, IsDefault: true),
        _ => new Scalar(value, origin, IsDefault: true),
    };

    /// <summary>The value without its places.</summary>
    public ConfigValue Plain => this switch
    {
        Record record => new ConfigValue.Record(record.Type, record.Members.Select(m => new ConfigValue.Part(m.Key, m.Value.Plain)).ToEquatable()),
        Scalar scalar => scalar.Value,
        _ => throw new InvalidOperationException("closed"),
    };
}
