using System.Text;
using System.Xml;

namespace StableDino.Data;

/// <summary>
/// An element of an annotation: its own text, and the first child of each name that VOC knows. Nothing else of it is
/// kept, so that memory does not grow with what a file repeats, and nothing is walked twice, so that time grows with
/// the
/// file's length alone.
/// </summary>
internal sealed class VocElement
{
    /// <summary>Deepest element that is read; VOC needs five levels.</summary>
    public const int Deepest = 32;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "width", "height", "name", "difficult", "truncated", "bndbox", "xmin", "ymin", "xmax", "ymax",
    };

    private readonly Dictionary<string, VocElement> children = new(StringComparer.Ordinal);

    private VocElement(int line) => Line = line;

    /// <summary>Line of its start, from 1.</summary>
    public int Line { get; }

    /// <summary>Its own text, without that of its children.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The first child of a name.</summary>
    public VocElement? this[string name] => children.GetValueOrDefault(name);

    /// <summary>The element whose start tag the reader stands at; afterwards the reader stands at its end.</summary>
    public static VocElement Read(XmlReader reader)
    {
        if (reader.Depth > Deepest) throw TooDeep(reader);
        var element = new VocElement(((IXmlLineInfo)reader).LineNumber);
        if (reader.IsEmptyElement) return element;
        var text = new StringBuilder();
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) text.Append(reader.Value);
            if (reader.NodeType != XmlNodeType.Element) continue;
            var name = reader.LocalName;
            var child = Read(reader);
            if (Known.Contains(name)) element.children.TryAdd(name, child);
        }

        element.Text = text.ToString();
        return element;
    }

    private static XmlException TooDeep(XmlReader reader)
    {
        var place = (IXmlLineInfo)reader;
        return new($"Elements lie more than {Deepest} deep in others.", null, place.LineNumber, place.LinePosition);
    }
}
