using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using StableDino.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Export;

/// <summary>A graph in ONNX Runtime, on two threads that do not spin.</summary>
internal sealed class OnnxRun : IDisposable
{
    private static readonly ModelText Text = new("test", "", "0", []);

    private readonly InferenceSession session;

    public OnnxRun(OnnxGraph graph)
    {
        using var file = new MemoryStream();
        OnnxFile.Write(file, graph, Text);
        using var options = Options();
        session = new InferenceSession(file.ToArray(), options);
    }

    public OnnxRun(string path)
    {
        using var options = Options();
        session = new InferenceSession(path, options);
    }

    /// <summary>Metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Properties => session.ModelMetadata.CustomMetadataMap;

    /// <summary>Every output by its name; the caller's dispose scope owns them.</summary>
    public Dictionary<string, Tensor> Run(params (string Name, Tensor Value)[] inputs)
    {
        using var options = new RunOptions();
        var values = inputs.Select(input => Value(input.Value)).ToList();
        using var results = session.Run(options, [.. inputs.Select(input => input.Name)], values, session.OutputNames);
        values.ForEach(value => value.Dispose());
        return session.OutputNames.Zip(results, (name, value) => (name, Tensor: Of(value)))
            .ToDictionary(pair => pair.name, pair => pair.Tensor);
    }

    public void Dispose() => session.Dispose();

    private static SessionOptions Options()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 2, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static OrtValue Value(Tensor tensor)
    {
        var whole = tensor.detach().contiguous();
        OrtValue Of<T>() where T : unmanaged => OrtValue.CreateTensorValueFromMemory(
            MemoryMarshal.Cast<byte, T>(whole.bytes).ToArray(), whole.shape);
        return whole.dtype switch
        {
            ScalarType.Float32 => Of<float>(),
            ScalarType.Int64 => Of<long>(),
            ScalarType.Bool => Of<bool>(),
            _ => throw new ArgumentException($"{whole.dtype}"),
        };
    }

    private static Tensor Of(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float =>
                tensor(value.GetTensorDataAsSpan<float>().ToArray()).reshape(info.Shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 =>
                tensor(value.GetTensorDataAsSpan<long>().ToArray()).reshape(info.Shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool =>
                tensor(value.GetTensorDataAsSpan<bool>().ToArray()).reshape(info.Shape),
            var other => throw new ArgumentException($"{other}"),
        };
    }
}
