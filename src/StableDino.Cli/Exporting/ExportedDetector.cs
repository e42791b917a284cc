using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using StableDino.Configuration;
using StableDino.Export;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Cli.Exporting;

/// <summary>An exported file in ONNX Runtime, on the processor, as it was written to be used.</summary>
internal sealed class ExportedDetector : IDisposable
{
    private readonly InferenceSession session;
    private readonly DetectorConfig config;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">What makes detections of logits and boxes, where the file does not.</param>
    public ExportedDetector(string path, DetectorConfig config)
    {
        this.config = config;
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        // its threads wait asleep: the library's work beside them
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new InferenceSession(path, options);
    }

    /// <summary>What the file finds in the images, in pixels of the size they are seen at.</summary>
    public ImmutableArray<ImmutableArray<DetectedBox>> Detect(ImageBatch images)
    {
        using var scope = NewDisposeScope();
        using var options = new RunOptions();
        using var pixels = Value<float>(images.Pixels);
        using var padding = Value<bool>(images.Padding);
        var inputs = session.InputNames.ToDictionary(name => name, name => name == PortNames.Images ? pixels : padding);
        using var results = session.Run(options, inputs, session.OutputNames);
        var outputs = session.OutputNames.Zip(results, (name, value) => (name, Tensor: Of(value)))
            .ToDictionary(pair => pair.name, pair => pair.Tensor);
        return outputs.TryGetValue(PortNames.Detections, out var rows)
            ? [.. images.Sizes.Select((size, image) => Boxes(rows[image], size))]
            : Select(new Predictions(outputs[PortNames.Logits].unsqueeze(0), outputs[PortNames.Boxes].unsqueeze(0)),
                images, config);
    }

    /// <summary>Detections of predictions, in pixels of the size the images are seen at.</summary>
    public static ImmutableArray<ImmutableArray<DetectedBox>> Select(
        Predictions predictions, ImageBatch images, DetectorConfig config) =>
        [.. PostProcessing.Select(
            predictions, config.Heads.Score, config.PostProcessing, images.Sizes, images.Sizes)
            .Select(image => image.Boxes)];

    public void Dispose() => session.Dispose();

    private static ImmutableArray<DetectedBox> Boxes(Tensor rows, ImageSize size) =>
        [.. MemoryMarshal.Cast<byte, float>(rows.contiguous().bytes).ToArray().Chunk(6)
            .Where(row => row[4] >= 0)
            .Select(row => new DetectedBox(
                (int)row[5], row[4], row[0] * size.Width, row[1] * size.Height, row[2] * size.Width,
                row[3] * size.Height,
                Query: -1))];

    private static OrtValue Value<T>(Tensor tensor) where T : unmanaged => OrtValue.CreateTensorValueFromMemory(
        MemoryMarshal.Cast<byte, T>(tensor.contiguous().bytes).ToArray(), tensor.shape);

    private static Tensor Of(OrtValue value) =>
        tensor(value.GetTensorDataAsSpan<float>().ToArray()).reshape(value.GetTensorTypeAndShape().Shape);
}
