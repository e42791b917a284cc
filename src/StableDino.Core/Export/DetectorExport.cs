using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Export;

/// <summary>Detectors as ONNX graphs.</summary>
public static class DetectorExport
{
    /// <summary>
    /// The detector's pass of evaluation, with its inputs and outputs. The graph borrows the detector's weights: write
    /// it before they
    /// change, then dispose of it.
    /// </summary>
    /// <param name="detector">Put into evaluation mode; on any device, in single precision.</param>
    /// <param name="settings">What the file takes and gives.</param>
    /// <exception cref="NotSupportedException">The detector has no ONNX form; its definition says why.</exception>
    public static OnnxGraph Graph(Detector detector, ExportSettings settings)
    {
        detector.eval();
        var graph = new OnnxGraph(settings.Graph, detector);
        Side batch = settings.Batch is { } images ? images : "batch";
        Side height = settings.Height is { } rows ? rows : "height";
        Side width = settings.Width is { } columns ? columns : "width";
        var pixels = graph.Input(PortNames.Images, ElementType.Single, batch, 3, height, width);
        Value? padding = settings.Padding
            ? graph.Input(PortNames.Padding, ElementType.Boolean, batch, height, width)
            : null;
        var output = detector.Emit(new ImageValues(pixels, padding));
        if (settings.Detections)
        {
            var found = DetectionOutput.Emit(
                output, detector.Config.Heads.Score, detector.Config.PostProcessing);
            graph.Output(found, PortNames.Detections, ElementType.Single, batch, "detections", 6);
            return graph;
        }

        graph.Output(output.Logits, PortNames.Logits, ElementType.Single, batch, "queries", "scores");
        graph.Output(output.Boxes, PortNames.Boxes, ElementType.Single, batch, "queries", 4);
        return graph;
    }
}
