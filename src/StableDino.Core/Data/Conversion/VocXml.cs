using System.Xml;
using System.Xml.Linq;
using LanguageExt;

namespace StableDino.Data;

/// <summary>Opens XML files of strangers: no document type, no outside file, and a limit to their length.</summary>
internal static class VocXml
{
    private const long MostCharacters = 1 << 24;

    /// <summary>The root element of an annotation file, or what is wrong with it.</summary>
    public static Either<DataFault, XElement> Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters,
                IgnoreComments = true, IgnoreProcessingInstructions = true,
            });
            var root = XElement.Load(reader, LoadOptions.SetLineInfo);
            return root.Name.LocalName == "annotation"
                ? root
                : new DataFault(DataFaultKind.XmlInvalid,
                    $"The file holds <{root.Name.LocalName}>, not <annotation>; it is left out.", file, "",
                    "Is this an annotation?");
        }
        catch (XmlException problem)
        {
            return problem.Message.Contains("DTD", StringComparison.Ordinal)
                ? new DataFault(DataFaultKind.XmlDocumentType,
                    "The file has a document type, which is not read; it is left out.", file, Place(problem),
                    "Remove <!DOCTYPE …>: annotations need none.")
                : new DataFault(DataFaultKind.XmlInvalid, $"The file is not XML: {problem.Message} It is left out.",
                    file, Place(problem), "Hint the text there, or write it again.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new DataFault(DataFaultKind.FileUnreadable, $"The file cannot be read: {problem.Message}", file, "",
                "Check its permissions.");
        }
    }

    private static string Place(XmlException problem) => $"line {problem.LineNumber}, column {problem.LinePosition}";
}
