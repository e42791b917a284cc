using System.Text.Json;

namespace StableDino.Data;

/// <summary>
/// Reads the value after a key; one of a wrong type is noted and passed over, and the target keeps its value.
/// Each returns true: the key is there.
/// </summary>
internal static class JsonValues
{
    public static bool Integer(ref JsonTokens tokens, EntryFaults faults, string key, ref long value)
    {
        tokens.Read();
        if (tokens.TryInteger(out var integer))
            value = integer;
        else
            Wrong(ref tokens, faults, key, "an integer");
        return true;
    }

    public static bool Number(ref JsonTokens tokens, EntryFaults faults, string key, ref double value)
    {
        tokens.Read();
        if (tokens.TryNumber(out var number))
            value = number;
        else
            Wrong(ref tokens, faults, key, "a number");
        return true;
    }

    public static bool Text(ref JsonTokens tokens, EntryFaults faults, string key, ref string value)
    {
        tokens.Read();
        if (tokens.TryText(out var text))
            value = text;
        else
            Wrong(ref tokens, faults, key, "a text");
        return true;
    }

    public static bool Flag(ref JsonTokens tokens, EntryFaults faults, string key, ref bool value)
    {
        tokens.Read();
        if (tokens.Type is JsonTokenType.True or JsonTokenType.False)
            value = tokens.Type == JsonTokenType.True;
        else if (tokens.TryInteger(out var integer))
            value = integer != 0;
        else
            Wrong(ref tokens, faults, key, "0 or 1");
        return true;
    }

    public static bool Box(ref JsonTokens tokens, EntryFaults faults, scoped Span<double> box)
    {
        tokens.Read();
        if (tokens.Type != JsonTokenType.StartArray)
        {
            Wrong(ref tokens, faults, "bbox", "a list of four numbers");
            return true;
        }
        var (count, sound) = (0, true);
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (!tokens.TryNumber(out var number))
            {
                sound = false;
                faults.Note($"\"bbox\" holds {Words.Of(tokens.Type)} where a number should be.", tokens.Place,
                    "Write the four numbers x, y, width, height, or remove the annotation.");
                tokens.Skip();
            }
            else if (count < 4)
                box[count] = number;
            count++;
        }
        if (sound && count != 4)
            faults.Note($"\"bbox\" has {count} numbers, not 4.", tokens.Place, "Write x, y, width, height.");
        return true;
    }

    private static void Wrong(ref JsonTokens tokens, EntryFaults faults, string key, string wanted)
    {
        faults.Note($"\"{key}\" is {(tokens.IsNotANumber ? "NaN" : Words.Of(tokens.Type))}, not {wanted}.",
            tokens.Place, $"Write {wanted}, or remove the entry.");
        tokens.Skip();
    }
}
