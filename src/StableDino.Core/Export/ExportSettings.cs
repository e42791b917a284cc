using StableDino.Onnx;

namespace StableDino.Export;

/// <summary>What an exported file takes and gives.</summary>
/// <param name="Graph">How its operators are written.</param>
/// <param name="Batch">Images at a time; none for any number.</param>
/// <param name="Height">Height of images, pixels; none for any.</param>
/// <param name="Width">Width of images, pixels; none for any.</param>
/// <param name="Padding">Whether it has an input that marks padding.</param>
/// <param name="Detections">Whether it gives detections, instead of logits and boxes of all queries.</param>
public sealed record ExportSettings(
    GraphOptions Graph, long? Batch = 1, long? Height = null, long? Width = null, bool Padding = false,
    bool Detections = false);
