using System.Collections.Immutable;
using System.Xml;
using LanguageExt;

namespace StableDino.Data;

/// <summary>
/// Reads XML files of strangers from their beginning to their end: no document type, no outside file, and limits to
/// length and depth.
/// </summary>
internal static class VocXml
{
    private const long MostCharacters = 1 << 24;

    /// <summary>What an annotation file holds, or what is wrong with it.</summary>
    public static Either<DataFault, VocPage> Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters,
                IgnoreComments = true, IgnoreProcessingInstructions = true,
            });
            reader.MoveToContent();
            return reader.LocalName == "annotation"
                ? Page(reader)
                : new DataFault(DataFaultKind.XmlInvalid,
                    $"The file holds <{reader.LocalName}>, not <annotation>; it is left out.", file, "",
                    "Is this an annotation?");
        }
        catch (XmlException problem)
        {
            return problem.Message.Contains("DTD", StringComparison.Ordinal)
                ? new DataFault(DataFaultKind.XmlDocumentType,
                    "The file has a document type, which is not read; it is left out.", file, Place(problem),
                    "Remove <!DOCTYPE …>: annotations need none.")
                : new DataFault(DataFaultKind.XmlInvalid,
                    $"The file cannot be read as XML: {problem.Message} It is left out.", file,
                    Place(problem), "Fix the text there, or write it again.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new DataFault(DataFaultKind.FileUnreadable, $"The file cannot be read: {problem.Message}", file, "",
                "Check its permissions.");
        }
    }

    // From the root's start tag to the end of the file: what follows the root is a fault, too.
    private static VocPage Page(XmlReader reader)
    {
        var (page, size) = (VocPage.Empty, false);
        var objects = ImmutableArray.CreateBuilder<(int Line, Either<string, VocObject> Object)>();
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            var name = reader.LocalName;
            var element = VocElement.Read(reader);
            if (name == "object") objects.Add((element.Line, VocObject.Of(element)));
            else if (name == "size" && !size) (page, size) = (page.Sized(element), true);
        }

        return page with { Objects = objects.ToImmutable() };
    }

    private static string Place(XmlException problem) => $"line {problem.LineNumber}, column {problem.LinePosition}";
}
