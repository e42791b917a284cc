using System.Collections.Immutable;
using System.Globalization;
using static StableDino.Checkpoints.PickleValue;

namespace StableDino.Checkpoints;

/// <summary>
/// What a file says beside its tensors. The notes taken are counted, not those kept: a name that is written again and
/// again costs no more than as many names.
/// </summary>
internal sealed class Notes
{
    private const int Most = 512, Longest = 1 << 14;
    private readonly ImmutableDictionary<string, string>.Builder kept =
        ImmutableDictionary.CreateBuilder<string, string>();
    private int taken;

    /// <summary>
    /// Numbers and texts by name; one level of a dictionary or bag of attributes; of the rest only that it is there.
    /// </summary>
    public void Take(string name, PickleValue value)
    {
        if (taken >= Most) return;
        if (IsWord(value)) Keep(name, value);
        else if (value is Mapping { Pairs.Count: <= Most } bag && bag.Pairs.Any(pair => IsWord(pair.Value)))
        {
            foreach (var (key, inner, _) in bag.Pairs)
                if (taken < Most && IsWord(inner) && (key as Text)?.Name is { } field)
                    Keep(name == "metadata" ? field : $"{name}.{field}", inner);
        }
        else
        {
            taken++;
            kept[name] = "(left aside)";
        }
    }

    /// <summary>The notes, and what wrapped the names of the tensors, if something did.</summary>
    public ImmutableDictionary<string, string> With(string? wrapper)
    {
        if (wrapper is not null) kept["wrapper"] = wrapper;
        return kept.ToImmutable();
    }

    private void Keep(string name, PickleValue word)
    {
        taken++;
        kept[name] = Word(word);
    }

    private static bool IsWord(PickleValue value) =>
        value is Text { Length: <= Longest } or PickleValue.Boolean or Integer or Real or Nothing;

    private static string Word(PickleValue value) => value switch
    {
        Text text => text.Within(Longest) ?? "",
        PickleValue.Boolean flag => flag.Value ? "True" : "False",
        Integer number => number.Value.ToString(CultureInfo.InvariantCulture),
        Real number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        _ => "None",
    };
}
