using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Reads a mask in one of COCO's three forms; <c>null</c> and the empty list are no mask.</summary>
internal static class SegmentationJson
{
    public static Option<Segmentation> Read(ref JsonTokens tokens, EntryFaults faults)
    {
        tokens.Read();
        switch (tokens.Type)
        {
            case JsonTokenType.Null:
                return Option<Segmentation>.None;
            case JsonTokenType.StartArray:
                var rings = Rings(ref tokens, faults);
                return rings.IsEmpty ? Option<Segmentation>.None : new Segmentation.Polygons(rings);
            case JsonTokenType.StartObject:
                return RunLengths(ref tokens, faults);
            default:
                faults.Note($"\"segmentation\" is {Words.Of(tokens.Type)}.", tokens.Place,
                    "Write polygons or run lengths, or remove the key.");
                return Option<Segmentation>.None;
        }
    }

    private static ImmutableArray<ImmutableArray<double>> Rings(ref JsonTokens tokens, EntryFaults faults)
    {
        var rings = ImmutableArray.CreateBuilder<ImmutableArray<double>>(1);
        var ring = ImmutableArray.CreateBuilder<double>(64);
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (tokens.Type != JsonTokenType.StartArray)
            {
                faults.Note($"\"segmentation\" holds {Words.Of(tokens.Type)} where a polygon should be.", tokens.Place,
                    "Write a list of lists of numbers.");
                tokens.Skip();
                continue;
            }
            while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
            {
                if (tokens.TryNumber(out var number))
                    ring.Add(number);
                else
                {
                    faults.Note($"A polygon holds {Words.Of(tokens.Type)} where a number should be.", tokens.Place,
                        "Write x0, y0, x1, y1, and so on.");
                    tokens.Skip();
                }
            }
            rings.Add(ring.ToImmutable());
            ring.Clear();
        }
        return rings.ToImmutable();
    }

    private static Option<Segmentation> RunLengths(ref JsonTokens tokens, EntryFaults faults)
    {
        var (height, width, text, hasCounts, hasSize) = (0, 0, "", false, false);
        Option<ImmutableArray<uint>> counts = default;
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.NameIs("counts"u8))
            {
                hasCounts = true;
                tokens.Read();
                if (tokens.Type == JsonTokenType.StartArray)
                    counts = Integers(ref tokens, faults, "counts");
                else if (!tokens.TryText(out text))
                {
                    faults.Note($"The mask's \"counts\" is {Words.Of(tokens.Type)}.", tokens.Place,
                        "Write a list of run lengths, or their compressed text.");
                    tokens.Skip();
                }
            }
            else if (tokens.NameIs("size"u8))
            {
                hasSize = true;
                tokens.Read();
                var place = tokens.Place;
                ImmutableArray<uint> size = [];
                if (tokens.Type == JsonTokenType.StartArray)
                    size = Integers(ref tokens, faults, "size");
                else
                    tokens.Skip();
                if (size.Length == 2 && size[0] <= int.MaxValue && size[1] <= int.MaxValue)
                    (height, width) = ((int)size[0], (int)size[1]);
                else
                    faults.Note("The mask's \"size\" is not a list of two integers.", place, "Write [height, width].");
            }
            else
            {
                tokens.Skip();
            }
        }
        if (!hasCounts || !hasSize)
            faults.Note("A mask of run lengths lacks \"counts\" or \"size\".", tokens.Place,
                "Write {\"counts\": …, \"size\": [height, width]}, or remove the key.");
        return counts.Case switch
        {
            ImmutableArray<uint> runs => new Segmentation.RunLengths(height, width, runs),
            _ => new Segmentation.CompressedRunLengths(height, width, text),
        };
    }

    private static ImmutableArray<uint> Integers(ref JsonTokens tokens, EntryFaults faults, string key)
    {
        var integers = ImmutableArray.CreateBuilder<uint>();
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (tokens.TryInteger(out var integer) && integer is >= 0 and <= uint.MaxValue)
                integers.Add((uint)integer);
            else
            {
                faults.Note($"The mask's \"{key}\" holds something that is no run length.", tokens.Place,
                    "Write integers from 0.");
                tokens.Skip();
            }
        }
        return integers.ToImmutable();
    }
}
