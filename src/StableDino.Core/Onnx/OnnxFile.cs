using System.Globalization;
using StableDino.Foundation;

namespace StableDino.Onnx;

/// <summary>Writes graphs as ONNX files. The numbers are the fields of <c>onnx.proto</c>.</summary>
public static class OnnxFile
{
    /// <summary>
    /// Bytes of constants above which they go to a file of their own: protobuf's readers take no message of 2 GB.
    /// </summary>
    public const long MostInside = 1_500_000_000;

    /// <summary>Ending of the constants' own file.</summary>
    public const string DataEnding = ".data";

    private const int ExternalAlignment = 64;

    /// <summary>
    /// Writes the model, and where its constants are large the file of constants beside it. Each file is the old one or
    /// the new
    /// one, whatever happens in between.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="text">What it says about itself.</param>
    /// <param name="mostInside">Bytes of constants above which they get a file of their own.</param>
    public static void Write(string path, OnnxGraph graph, ModelText text, long mostInside = MostInside)
    {
        var model = graph.ConstantBytes > mostInside
            ? Model(graph, text, WriteConstants(path + DataEnding, graph))
            : Model(graph, text, null);
        AtomicFile.Write(path, model.WriteTo);
    }

    /// <summary>Writes the model with its constants to a stream.</summary>
    public static void Write(Stream stream, OnnxGraph graph, ModelText text) =>
        Model(graph, text, null).WriteTo(stream);

    private static ExternalData WriteConstants(string path, OnnxGraph graph)
    {
        var places = new Dictionary<string, long>();
        AtomicFile.Write(path, stream =>
        {
            foreach (var constant in graph.Initialisers)
            {
                stream.Write(new byte[(ExternalAlignment - stream.Position % ExternalAlignment) % ExternalAlignment]);
                places[constant.Name] = stream.Position;
                constant.Write(stream);
            }
        });
        return new(Path.GetFileName(path), places);
    }

    private static ProtobufMessage Model(OnnxGraph graph, ModelText text, ExternalData? external)
    {
        var model = new ProtobufMessage()
            .Integer(1, graph.Options.IrVersion)
            .Text(2, "StableDino")
            .Text(3, text.Version)
            .Text(6, text.Description)
            .Message(7, Graph(graph, text.Name, external))
            .Message(8, new ProtobufMessage().Text(1, "").Integer(2, graph.Options.Opset));
        foreach (var (name, value) in text.Properties) model.Message(14, Entry(name, value));
        return model;
    }

    private static ProtobufMessage Graph(OnnxGraph graph, string name, ExternalData? external)
    {
        var message = new ProtobufMessage();
        foreach (var node in graph.Nodes) message.Message(1, Node(node));
        message.Text(2, name);
        foreach (var constant in graph.Initialisers) message.Message(5, Constant(constant, external));
        foreach (var input in graph.Inputs) message.Message(11, Port(input));
        foreach (var output in graph.Outputs) message.Message(12, Port(output));
        return message;
    }

    private static ProtobufMessage Node(GraphNode node)
    {
        var message = new ProtobufMessage();
        foreach (var input in node.Inputs) message.Text(1, input);
        foreach (var output in node.Outputs) message.Text(2, output);
        message.Text(3, node.Name).Text(4, node.Operator);
        foreach (var (name, value) in node.Attributes) message.Message(5, Attribute(name, value));
        return message;
    }

    private static ProtobufMessage Attribute(string name, object value)
    {
        var message = new ProtobufMessage().Text(1, name);
        return value switch
        {
            float number => message.Number(2, number).Integer(20, 1),
            long number => message.Integer(3, number).Integer(20, 2),
            string text => message.Text(4, text).Integer(20, 3),
            long[] list => list.Aggregate(message, (m, number) => m.Integer(8, number)).Integer(20, 7),
            _ => throw new ArgumentException($"An attribute holds no {value.GetType().Name}.", name),
        };
    }

    private static ProtobufMessage Constant(Initialiser constant, ExternalData? external)
    {
        var message = constant.Shape.Aggregate(new ProtobufMessage(), (m, side) => m.Integer(1, side))
            .Integer(2, (int)constant.Type).Text(8, constant.Name);
        return external is null
            ? message.Data(9, constant.Length, constant.Write)
            : message.Message(13, Entry("location", external.File))
                .Message(13, Entry("offset", Digits(external.Places[constant.Name])))
                .Message(13, Entry("length", Digits(constant.Length)))
                .Integer(14, 1);
    }

    private static ProtobufMessage Port(GraphPort port)
    {
        var shape = new ProtobufMessage();
        foreach (var side in port.Sides)
        {
            shape.Message(1, side.Number is { } number
                ? new ProtobufMessage().Integer(1, number)
                : new ProtobufMessage().Text(2, side.Name));
        }

        var tensor = new ProtobufMessage().Integer(1, (int)port.Type).Message(2, shape);
        return new ProtobufMessage().Text(1, port.Name).Message(2, new ProtobufMessage().Message(1, tensor));
    }

    private static ProtobufMessage Entry(string key, string value) =>
        new ProtobufMessage().Text(1, key).Text(2, value);

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record ExternalData(string File, IReadOnlyDictionary<string, long> Places);
}
