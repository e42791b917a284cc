using System.Collections.Immutable;
using System.Globalization;
using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Export;

/// <summary>What an exported file says about itself.</summary>
public static class ExportMetadata
{
    /// <summary>
    /// Keys <c>task</c>, <c>names</c> (a dictionary of class numbers and names, as other detectors' files hold it),
    /// <c>mean</c> and
    /// <c>std</c> of the pixels, <c>imgsz</c>, <c>model</c> and <c>configuration</c>.
    /// </summary>
    /// <param name="detector">The detector.</param>
    /// <param name="model">Its name.</param>
    /// <param name="classes">Names of its classes.</param>
    /// <param name="settings">What the file takes and gives.</param>
    public static ModelText Of(
        Detector detector, string model, ImmutableArray<string> classes, ExportSettings settings)
    {
        var pixels = detector.Config.Pixels;
        static string Numbers(params float[] values) =>
            $"[{string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]";
        static string Side(long? side) => side?.ToString(CultureInfo.InvariantCulture) ?? "any";
        var names = classes.Select((name, index) =>
            $"{index.ToString(CultureInfo.InvariantCulture)}: '{name.Replace("'", "\\'", StringComparison.Ordinal)}'");
        return new ModelText(
            model, $"{model}: images to {(settings.Detections ? "detections" : "class logits and boxes")}.",
            typeof(ExportMetadata).Assembly.GetName().Version!.ToString(3),
            [
                ("task", "detect"),
                ("names", $"{{{string.Join(", ", names)}}}"),
                ("mean", Numbers(pixels.MeanRed, pixels.MeanGreen, pixels.MeanBlue)),
                ("std", Numbers(pixels.DeviationRed, pixels.DeviationGreen, pixels.DeviationBlue)),
                ("imgsz", $"[{Side(settings.Height)}, {Side(settings.Width)}]"),
                ("model", model),
                ("configuration", detector.Config.ToString()),
            ]);
    }
}
