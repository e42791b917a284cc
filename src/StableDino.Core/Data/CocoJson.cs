using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;

namespace StableDino.Data;

/// <summary>Reads <c>instances_*.json</c> as a stream of tokens: memory for what is kept, and no more.</summary>
/// <remarks>
/// Structure alone is judged here: is it JSON, are the three lists there, has each entry its keys, of the right type. What the
/// values mean (does the image exist, lies the box inside) is <see cref="CocoCheck"/>'s question, so that a file can be scored
/// that should not be trained on. Keys that are not COCO's are passed over. Integers may be written as floats; an absent
/// <c>iscrowd</c> is 0, an absent <c>area</c> is width × height, an image's absent size is 0 × 0.
/// </remarks>
public static class CocoJson
{
    /// <summary>Reads a file; every structural fault at once, or its content. Never throws for what the file holds or lacks.</summary>
    public static Validation<DataFault, CocoAnnotations> Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
            return Parse(stream, path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Validation<DataFault, CocoAnnotations>.Fail(LanguageExt.Prelude.Seq1(new DataFault(
                problem is FileNotFoundException or DirectoryNotFoundException ? "The file does not exist." : $"The file cannot be read: {problem.Message}",
                path, "", "Check the path; COCO's layout is annotations/instances_<split>.json.")));
        }
    }

    /// <summary>As <see cref="Read"/>, from memory.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="file">Name to use in faults.</param>
    public static Validation<DataFault, CocoAnnotations> Parse(ReadOnlyMemory<byte> json, string file) =>
        Parse(new MemoryStream(json.ToArray(), writable: false), file);

    /// <summary>As <see cref="Read"/>, from a stream, which is left open.</summary>
    public static Validation<DataFault, CocoAnnotations> Parse(Stream json, string file)
    {
        var faults = new EntryFaults(file);
        var content = Content(json, faults);
        return faults.All is { Count: > 0 } all
            ? Validation<DataFault, CocoAnnotations>.Fail(new Seq<DataFault>(all))
            : Validation<DataFault, CocoAnnotations>.Success(content);
    }

    private static CocoAnnotations Content(Stream json, EntryFaults faults)
    {
        var images = ImmutableArray.CreateBuilder<CocoImage>();
        var categories = ImmutableArray.CreateBuilder<CocoCategory>();
        var annotations = ImmutableArray.CreateBuilder<CocoAnnotation>();
        var tokens = new JsonTokens(json);
        var list = "";
        try
        {
            if (tokens.IsEmpty)
                faults.Add("The file is empty.", "", "Write it again, or fetch it again.");
            else if (!tokens.Read() || tokens.Type != JsonTokenType.StartObject)
                faults.Add($"The file starts with {Words.Of(tokens.Type)}, not with an object.", tokens.Place,
                    tokens.Type == JsonTokenType.StartArray
                        ? "This looks like a list of detections; the truth file is an object with images, annotations and categories."
                        : "Write an object with the keys images, annotations and categories.");
            else
                ReadLists(ref tokens, faults, images, categories, annotations, ref list);
        }
        catch (JsonException problem)
        {
            faults.EndEntry(list);
            faults.Add(SyntaxMessage(problem, tokens.Rest), SyntaxPlace(problem, list, images.Count, annotations.Count, categories.Count),
                SyntaxMend(problem, tokens.Rest));
        }
        catch (NotUtf8Exception problem)
        {
            faults.EndEntry(list);
            faults.Add("The text is not UTF-8.", problem.Place, "Convert the file to UTF-8, for example with iconv -f latin1 -t utf-8.");
        }
        return new CocoAnnotations(images.DrainToImmutable(), categories.DrainToImmutable(), annotations.DrainToImmutable());
    }

    private static void ReadLists(
        ref JsonTokens tokens, EntryFaults faults, ImmutableArray<CocoImage>.Builder images,
        ImmutableArray<CocoCategory>.Builder categories, ImmutableArray<CocoAnnotation>.Builder annotations, ref string list)
    {
        var (hasImages, hasCategories, hasAnnotations) = (false, false, false);
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.NameIs("images"u8))
            {
                (hasImages, list) = (true, "images");
                for (var at = EntryOf(ref tokens, faults, list); at; at = Next(ref tokens, faults, list, images.Count))
                    CocoEntries.Image(ref tokens, faults, images);
            }
            else if (tokens.NameIs("annotations"u8))
            {
                (hasAnnotations, list) = (true, "annotations");
                for (var at = EntryOf(ref tokens, faults, list); at; at = Next(ref tokens, faults, list, annotations.Count))
                    CocoEntries.Annotation(ref tokens, faults, annotations);
            }
            else if (tokens.NameIs("categories"u8))
            {
                (hasCategories, list) = (true, "categories");
                for (var at = EntryOf(ref tokens, faults, list); at; at = Next(ref tokens, faults, list, categories.Count))
                    CocoEntries.Category(ref tokens, faults, categories);
            }
            else
            {
                tokens.Skip();
            }
            list = "";
        }
        while (tokens.Read()) { }      // whatever follows the object is a syntax error
        foreach (var (name, found) in new[] { ("images", hasImages), ("annotations", hasAnnotations), ("categories", hasCategories) })
            if (!found)
                faults.Add($"The file has no list \"{name}\".", "", $"Add \"{name}\": an empty list is allowed.");
    }

    /// <summary>Enters a list; true when the tokens stand at its first entry.</summary>
    private static bool EntryOf(ref JsonTokens tokens, EntryFaults faults, string list)
    {
        tokens.Read();
        if (tokens.Type == JsonTokenType.StartArray)
            return Next(ref tokens, faults, list, 0);
        faults.Add($"\"{list}\" is {Words.Of(tokens.Type)}, not a list.", tokens.Place, "Write a list of objects.");
        tokens.Skip();
        return false;
    }

    private static bool Next(ref JsonTokens tokens, EntryFaults faults, string list, int index)
    {
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (tokens.Type == JsonTokenType.StartObject)
                return true;
            faults.Add($"An entry of \"{list}\" is {Words.Of(tokens.Type)}, not an object.", $"after {list}[{index}], {tokens.Place}", "Remove it.");
            tokens.Skip();
        }
        return false;
    }

    private static string SyntaxMessage(JsonException problem, ReadOnlySpan<byte> rest) =>
        BareNumber(rest) is { Length: > 0 } word
            ? $"{word} is not a JSON number."
            : rest.StartsWith<byte>([0xFF, 0xFE]) || rest.StartsWith<byte>([0xFE, 0xFF])
                ? "The file is UTF-16, not UTF-8."
                : rest.IndexOfAnyExcept(" \t\r\n"u8) < 0 || problem.Message.Contains("reached end of data", StringComparison.Ordinal)
                    ? "The file ends in the middle of its content."
                    : $"The file is not JSON: {problem.Message.Split(" Path:")[0].Split(" LineNumber:")[0]}";

    private static string SyntaxMend(JsonException problem, ReadOnlySpan<byte> rest) =>
        BareNumber(rest).Length > 0
            ? "Write a finite number, or remove the entry."
            : SyntaxMessage(problem, rest).Contains("ends in", StringComparison.Ordinal)
                ? "It was cut short: write it again, or fetch it again."
                : "Mend the text there; nothing after it was read.";

    private static string SyntaxPlace(JsonException problem, string list, int images, int annotations, int categories)
    {
        var place = $"line {problem.LineNumber + 1 ?? 1}, column {problem.BytePositionInLine + 1 ?? 1}";
        var index = list switch { "images" => images, "annotations" => annotations, "categories" => categories, _ => -1 };
        return index < 0 ? place : $"{list}[{index}], {place}";
    }

    private static string BareNumber(ReadOnlySpan<byte> rest)
    {
        var word = rest.TrimStart(" \t\r\n,:[-"u8);
        return word.StartsWith("NaN"u8) ? "NaN" : word.StartsWith("Infinity"u8) ? "Infinity" : word.StartsWith("nan"u8) ? "nan" : "";
    }
}
