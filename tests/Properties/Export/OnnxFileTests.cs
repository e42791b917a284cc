using FsCheck;
using FsCheck.Xunit;
using Google.Protobuf;
using StableDino.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using Reader = global::Onnx;

namespace StableDino.Properties.Export;

/// <summary>The file format: what is written is what an independent reader finds.</summary>
public class OnnxFileTests
{
    private static readonly ModelText Text =
        new("graph ü", "words", "1.2.3", [("names", "{0: 'cat'}"), ("empty", "")]);

    [Fact]
    public void A_reader_finds_what_was_written()
    {
        using var graph = new OnnxGraph(new GraphOptions(Opset: 18));
        using var weight = arange(6, float32).view(2, 3);
        var x = graph.Input("x", ElementType.Single, "batch", 3);
        using (graph.Within("layers.0"))
        {
            var product = x.MatMul(graph.Weight("weight", weight, w => w.t()));
            graph.Output(product.Max(-1, keep: true) * 2 - 1e-3, "y", ElementType.Single, "batch", 1);
        }

        var model = Parsed(graph);
        Assert.Equal((8, "StableDino", "1.2.3", "words"),
            (model.IrVersion, model.ProducerName, model.ProducerVersion, model.DocString));
        Assert.Equal([("", 18L)], model.OpsetImport.Select(set => (set.Domain, set.Version)));
        Assert.Equal(Text.Properties, model.MetadataProps.Select(entry => (entry.Key, entry.Value)));
        Assert.Equal(["MatMul", "ReduceMax", "Mul", "Sub", "Identity"], model.Graph.Node.Select(node => node.OpType));
        Assert.Equal("layers.0/MatMul", model.Graph.Node[0].Name);
        var stored = model.Graph.Initializer.Single(tensor => tensor.Name == "layers.0.weight");
        Assert.Equal([3L, 2], stored.Dims);
        Assert.Equal([0f, 3, 1, 4, 2, 5], Floats(stored.RawData));
        var sides = model.Graph.Input.Single().Type.TensorType.Shape.Dim;
        Assert.Equal(("batch", 3L), (sides[0].DimParam, sides[1].DimValue));
    }

    [Property]
    public bool Integers_of_any_size_come_back(long number)
    {
        using var graph = new OnnxGraph(new GraphOptions());
        graph.Output(graph.Apply("Cast", [graph.Long(number)], ("to", number)), "y", ElementType.Int64);
        var model = Parsed(graph);
        return model.Graph.Node[0].Attribute.Single().I == number
            && BitConverter.ToInt64(model.Graph.Initializer.Single().RawData.Span) == number;
    }

    [Fact]
    public void Large_constants_go_to_a_file_of_their_own_and_run_from_there()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (weight, image) = (randn(5, 7), randn(2, 5));
        using var graph = new OnnxGraph(new GraphOptions());
        var x = graph.Input("x", ElementType.Single, "n", 5);
        graph.Output(x.MatMul(graph.Weight("w", weight)) + graph.Weight("b", ones(7)), "y", ElementType.Single, "n", 7);
        var path = Path.Combine(folder.Path, "model.onnx");
        OnnxFile.Write(path, graph, Text, mostInside: 16);
        Assert.Equal(["model.onnx", "model.onnx.data"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var run = new OnnxRun(path);
        Exported.Close(image.matmul(weight) + 1, run.Run(("x", image))["y"], "product");
    }

    [Fact]
    public void Names_are_unique_and_a_weight_is_stored_once()
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxGraph(new GraphOptions());
        var shared = ones(2);
        var sum = graph.Weight("w", shared) + graph.Weight("w", shared) + graph.Weight("w", zeros(2));
        graph.Output(sum + 1.5 + 1.5, "y", ElementType.Single, 2);
        var model = Parsed(graph);
        Assert.Equal(3, model.Graph.Initializer.Count);
        var names = model.Graph.Node.SelectMany(node => node.Output)
            .Concat(model.Graph.Initializer.Select(w => w.Name));
        Assert.Equal(names.Count(), names.Distinct().Count());
    }

    [Fact]
    public void Half_weights_take_half_the_room_and_run_in_single_precision()
    {
        using var scope = NewDisposeScope();
        var (weight, image) = (randn(64, 64), randn(2, 64));
        long Bytes(bool half, out Tensor result)
        {
            using var graph = new OnnxGraph(new GraphOptions(HalfWeights: half));
            var x = graph.Input("x", ElementType.Single, "n", 64);
            graph.Output(x.MatMul(graph.Weight("w", weight)), "y", ElementType.Single, "n", 64);
            using var run = new OnnxRun(graph);
            result = run.Run(("x", image))["y"];
            return graph.ConstantBytes;
        }

        Assert.Equal(2 * Bytes(true, out var narrow), Bytes(false, out _));
        Exported.Close(image.matmul(weight.to(float16).to(float32)), narrow, "product");
    }

    private static Reader.ModelProto Parsed(OnnxGraph graph)
    {
        using var file = new MemoryStream();
        OnnxFile.Write(file, graph, Text);
        return Reader.ModelProto.Parser.ParseFrom(file.ToArray());
    }

    private static float[] Floats(ByteString bytes) =>
        [.. bytes.ToByteArray().Chunk(sizeof(float)).Select(four => BitConverter.ToSingle(four))];
}
