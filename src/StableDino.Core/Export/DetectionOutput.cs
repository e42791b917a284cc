using StableDino.Configuration;
using StableDino.Network;
using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Export;

/// <summary>
/// From an exported detector's predictions to its detections: what <see cref="PostProcessing"/> does.
/// </summary>
internal static class DetectionOutput
{
    private const double Absent = -1;

    /// <summary>The best pairs of query and class, duplicates suppressed class by class.</summary>
    /// <param name="output">The last layer's predictions.</param>
    /// <param name="score">How logits become scores, and which pairs there are.</param>
    /// <param name="config">How many pairs, and the suppression.</param>
    /// <returns>[B, K, 6]; see <see cref="PortNames.Detections"/>.</returns>
    public static Value Emit(OutputValues output, Score score, PostProcessingConfig config)
    {
        var graph = output.Boxes.Graph;
        using var here = graph.Within("detections");
        var scores = Scores(output.Logits, score);
        var kept = config.Suppression is SuppressionConfig.PerClass suppression
            ? Suppressed(output.Boxes, scores, suppression, config.Detections)
            : scores;
        var (best, places) = Best(kept, config.Detections);
        var classes = scores.Size(2);
        var query = places / classes;
        var label = places - query * classes;
        var corners = Corners(output.Boxes.GatherRows(query.Unsqueeze(-1)));
        return graph.Concat(-1, corners, Seen(corners, best).Unsqueeze(-1), label.To(ElementType.Single).Unsqueeze(-1));
    }

    // [B, Q, C]: with the best class alone, the others are absent.
    private static Value Scores(Value logits, Score score)
    {
        if (score is not Score.Softmax { Selection: var selection }) return logits.Sigmoid();
        var foreground = logits.Softmax(-1).Slice(2, 0, -1);
        if (selection == DetectionSelection.ForegroundPairs) return foreground;
        var isBest = logits.Graph.Apply("Equal", foreground, foreground.Max(-1, keep: true));
        return foreground.KeptWhere(isBest, Absent);
    }

    private static (Value Scores, Value Places) Best(Value scores, long most)
    {
        var flat = scores.Reshape(0, -1);
        return flat.TopK(scores.Graph.Apply("Min", flat.Size(1), scores.Graph.Longs(most)), axis: 1);
    }

    // The scores of what survives among the best pairs; −1 for all others.
    private static Value Suppressed(Value boxes, Value scores, SuppressionConfig.PerClass suppression, long detections)
    {
        var graph = boxes.Graph;
        var (candidates, _) = Best(scores, Math.Max(detections, suppression.Candidates));
        var least = candidates.Slice(1, -1, long.MaxValue).Unsqueeze(-1);                 // [B, 1, 1]
        var byClass = scores.KeptWhere(graph.Apply("GreaterOrEqual", scores, least), Absent).Permute(0, 2, 1);
        var selected = graph.Apply(
            "NonMaxSuppression",
            [boxes, byClass, graph.Longs(detections), graph.Singles(suppression.IouThreshold), graph.Singles(0)],
            ("center_point_box", 1L));                                                    // [N, 3]: image, class, query
        var nothing = graph.Apply("Expand", graph.Single(Absent), byClass.Shape());
        return graph.Apply("ScatterND", nothing, selected, graph.Apply("GatherND", byClass, selected)).Permute(0, 2, 1);
    }

    private static Value Corners(Value boxes)
    {
        var (centre, half) = (boxes.Narrow(-1, 0, 2), boxes.Narrow(-1, 2, 2) * 0.5);
        return boxes.Graph.Concat(-1, centre - half, centre + half).Clamp(0, 1);
    }

    // A box without area in the image is none.
    private static Value Seen(Value corners, Value scores)
    {
        var size = corners.Narrow(-1, 2, 2) - corners.Narrow(-1, 0, 2);
        return scores.KeptWhere(size.Min(-1) > 0, Absent);
    }
}
