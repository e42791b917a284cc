using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using StableDino.Generators.Language;

namespace StableDino.Generators.Evaluation;

/// <summary>The values of members that were evaluated before, for all detectors of a compilation.</summary>
internal sealed class Memory
{
    private static readonly ConditionalWeakTable<ILibrary, Memory> Memories = new();

    private readonly ConcurrentDictionary<string, Evaluated> values = new(StringComparer.Ordinal);

    /// <summary>The memory that lives as long as a library.</summary>
    public static Memory Of(ILibrary library) => Memories.GetValue(library, static _ => new());

    /// <summary>
    /// What is remembered of a member's value, or a fresh evaluation, which is remembered if it would be the same from
    /// anywhere.
    /// </summary>
    public Evaluated Remember(string key, Func<Evaluated> evaluate)
    {
        if (values.TryGetValue(key, out var known))
            return known;
        var value = evaluate();
        return value.IsLasting ? values.GetOrAdd(key, value) : value;
    }
}
