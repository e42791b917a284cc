using System.Text.Json;
using LanguageExt;

namespace StableDino.Data;

/// <summary>Reads <c>instances_*.json</c> as a stream of tokens: memory for what is kept, and no more.</summary>
/// <remarks>
/// Structure alone is judged here: is it JSON, are the three lists there, has each entry its keys, of the right type.
/// What the
/// values mean (does the image exist, lies the box inside) is <see cref="CocoCheck"/>'s question, so that a file can be
/// scored
/// that should not be trained on. Keys that are not COCO's are passed over. Integers may be written as floats; an
/// absent
/// <c>iscrowd</c> is 0, an absent <c>area</c> is width × height, an image's absent size is 0 × 0.
/// </remarks>
public static class CocoJson
{
    /// <summary>
    /// Reads a file; every structural fault at once, or its content. Never throws for what the file holds or lacks.
    /// </summary>
    public static Validation<DataFault, CocoAnnotations> Read(string path) => Judge(ReadSound(path));

    /// <summary>As <see cref="Read"/>, from memory.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="file">Name to use in faults.</param>
    public static Validation<DataFault, CocoAnnotations> Parse(ReadOnlyMemory<byte> json, string file) =>
        Parse(new MemoryStream(json.ToArray(), writable: false), file);

    /// <summary>As <see cref="Read"/>, from a stream, which is left open.</summary>
    public static Validation<DataFault, CocoAnnotations> Parse(Stream json, string file) =>
        Judge(ParseSound(json, file));

    /// <summary>What can be read of a file, whatever is wrong with the rest.</summary>
    internal static CocoContents ReadSound(string path)
    {
        try
        {
            using var stream = Open(path);
            return ParseSound(stream, path);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var fault = problem is FileNotFoundException or DirectoryNotFoundException
                ? new DataFault(DataFaultKind.FileMissing, "The file does not exist.", path, "",
                    "Check the path; COCO's layout is annotations/instances_<split>.json.")
                : new DataFault(DataFaultKind.FileUnreadable, $"The file cannot be read: {problem.Message}", path, "",
                    "Check its permissions.");
            return CocoContents.Nothing with { Faults = [fault] };
        }
    }

    /// <summary>The file as a stream to read from its beginning to its end.</summary>
    internal static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);

    /// <summary>
    /// As <see cref="ReadSound"/>. Bare NaN and infinities, which JSON does not have, are read in a second pass where
    /// the stream can be read twice.
    /// </summary>
    internal static CocoContents ParseSound(Stream json, string file)
    {
        var begin = json.CanSeek ? json.Position : -1;
        var contents = Once(json, file, out var bare);
        if (!bare || begin < 0) return contents;
        json.Position = begin;
        return Once(new BareNumbers(json), file, out _);
    }

    private static Validation<DataFault, CocoAnnotations> Judge(CocoContents contents) => contents.Faults.IsEmpty
        ? Validation<DataFault, CocoAnnotations>.Success(contents.Sound)
        : Validation<DataFault, CocoAnnotations>.Fail(new Seq<DataFault>(contents.Faults));

    /// <param name="json">The text.</param>
    /// <param name="file">Its name in faults.</param>
    /// <param name="bare">Whether a bare NaN or infinity ended it.</param>
    private static CocoContents Once(Stream json, string file, out bool bare)
    {
        var (faults, lists, list, whole) = (new EntryFaults(file), new CocoLists(), "", false);
        bare = false;
        var tokens = new JsonTokens(json);
        try
        {
            if (tokens.IsEmpty)
                faults.Add(DataFaultKind.FileEmpty, "The file is empty.", "", "Write it again, or fetch it again.");
            else if (!tokens.Read() || tokens.Type != JsonTokenType.StartObject)
                faults.Add(DataFaultKind.ListMissing,
                    $"The file starts with {Words.Of(tokens.Type)}, not with an object.", tokens.Place,
                    tokens.Type == JsonTokenType.StartArray
                        ? "This looks like a list of detections; the target file is an object with images, "
                            + "annotations and categories."
                        : "Write an object with the keys images, annotations and categories.");
            else
                whole = ReadLists(ref tokens, faults, lists, ref list);
        }
        catch (JsonException problem)
        {
            faults.EndEntry(list);
            bare = JsonSyntax.BareNumber(tokens.Rest).Length > 0;
            var (kind, message, hint) = JsonSyntax.Explain(problem, tokens.Rest);
            faults.Add(kind, message, JsonSyntax.Place(problem, list, lists), hint);
        }
        catch (NotUtf8Exception problem)
        {
            faults.EndEntry(list);
            faults.Add(DataFaultKind.NotUtf8, "The text is not UTF-8.", problem.Place,
                "Convert the file to UTF-8, for example with iconv -f latin1 -t utf-8.");
        }
        if (json is BareNumbers { Count: > 0 } words)
            faults.Add(DataFaultKind.JsonInvalid,
                $"NaN is not a JSON number, nor is Infinity; such words stand here {words.Count} times.",
                words.FirstPlace, "Write finite numbers, or remove the entries.");
        return Contents(lists, faults, whole) with { HasBareNumbers = json is BareNumbers { Count: > 0 } };
    }

    private static CocoContents Contents(CocoLists lists, EntryFaults faults, bool whole)
    {
        var unread = new UnreadIds(lists.UnreadImages.ToImmutable(), lists.UnreadCategories.ToImmutable(),
            lists.Images.Unsound, lists.Categories.Unsound, lists.Annotations.Unsound);
        var (images, categories, annotations) =
            (lists.Images.Drain(), lists.Categories.Drain(), lists.Annotations.Drain());
        return new(
            new(images.Items, categories.Items, annotations.Items), [.. faults.All], unread, images.Ordinals,
            categories.Ordinals, annotations.Ordinals, whole);
    }

    /// <summary>Whether all three lists were there, as lists.</summary>
    private static bool ReadLists(ref JsonTokens tokens, EntryFaults faults, CocoLists lists, ref string list)
    {
        var (images, categories, annotations, whole) = (false, false, false, true);
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.NameIs("images"u8))
            {
                var entered = Enter(ref tokens, faults, list = "images", ref images);
                whole &= entered;
                while (entered && Next(ref tokens, faults, list, lists.Images))
                    CocoEntries.Image(ref tokens, faults, lists);
            }
            else if (tokens.NameIs("annotations"u8))
            {
                var entered = Enter(ref tokens, faults, list = "annotations", ref annotations);
                whole &= entered;
                while (entered && Next(ref tokens, faults, list, lists.Annotations))
                    CocoEntries.Annotation(ref tokens, faults, lists);
            }
            else if (tokens.NameIs("categories"u8))
            {
                var entered = Enter(ref tokens, faults, list = "categories", ref categories);
                whole &= entered;
                while (entered && Next(ref tokens, faults, list, lists.Categories))
                    CocoEntries.Category(ref tokens, faults, lists);
            }
            else
            {
                tokens.Skip();
            }
            list = "";
        }
        while (tokens.Read()) { }      // whatever follows the object is a syntax error
        foreach (var (name, found) in new[] { ("images", images), ("annotations", annotations),
            ("categories", categories) })
            if (!found)
                faults.Add(DataFaultKind.ListMissing, $"The file has no list \"{name}\".", "",
                    $"Add \"{name}\": an empty list is allowed.");
        return whole && images && categories && annotations;
    }

    /// <summary>
    /// Whether there is a list to enter, for the first time; what is there in its place is passed over.
    /// </summary>
    private static bool Enter(ref JsonTokens tokens, EntryFaults faults, string list, ref bool met)
    {
        if (met)
        {
            faults.Add(DataFaultKind.ListRepeated, $"The list \"{list}\" is there twice.", tokens.Place,
                "Join the two lists: readers take one of them.");
            tokens.Skip();
            return false;
        }
        met = true;
        tokens.Read();
        if (tokens.Type == JsonTokenType.StartArray) return true;
        faults.Add(DataFaultKind.ListMissing, $"\"{list}\" is {Words.Of(tokens.Type)}, not a list.", tokens.Place,
            "Write a list of objects.");
        tokens.Skip();
        return false;
    }

    /// <summary>Whether the tokens stand at the opening brace of another entry of the list.</summary>
    private static bool Next<T>(ref JsonTokens tokens, EntryFaults faults, string list, CocoList<T> entries)
    {
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (tokens.Type == JsonTokenType.StartObject)
                return true;
            faults.Add(DataFaultKind.WrongType, $"An entry of \"{list}\" is {Words.Of(tokens.Type)}, not an object.",
                $"{list}[{entries.Met}], {tokens.Place}", "Remove it.");
            entries.Skip();
            tokens.Skip();
        }
        return false;
    }
}
