using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Reporting;

/// <summary>
/// How often the query matched to a ground truth changes between decoder layers (Stable-DINO, Fig. 3), for one or more
/// models.
/// </summary>
public static class UnstableReport
{
    /// <summary>
    /// Aligned text: a row a model, a column a layer, percent with one decimal, and the mean over layers.
    /// </summary>
    /// <param name="models">Names with the percentage of ground-truth objects that changed their query, for each
    /// layer after the encoder's selection.</param>
    public static string ToText(IReadOnlyList<(string Name, ImmutableArray<double> Percent)> models)
    {
        var layers = models.Count == 0 ? 0 : models.Max(static model => model.Percent.Length);
        IReadOnlyList<string> head = ["unstable %",
            .. Enumerable.Range(1, layers).Select(static layer => $"layer {layer}"), "mean"];
        return TextTable.Of([head, .. models.Select(model => (IReadOnlyList<string>)
        [
            model.Name,
            .. Enumerable.Range(0, layers)
                .Select(layer => layer < model.Percent.Length ? TextTable.Percent(model.Percent[layer] / 100) : "–"),
            TextTable.Percent(model.Percent.IsEmpty ? double.NaN : model.Percent.Average() / 100),
        ])]);
    }

    /// <summary>Bars: a group a layer, a bar a model.</summary>
    /// <param name="models">As for <see cref="ToText"/>.</param>
    /// <param name="title">Above.</param>
    public static BarPlot ToPlot(IReadOnlyList<(string Name, ImmutableArray<double> Percent)> models,
        string title = "Unstable matches per decoder layer") => new(
        title, "decoder layer (1 compares it with the encoder's selection)", "% of ground-truth objects",
        [.. Enumerable.Range(1, models.Count == 0 ? 0 : models.Max(static model => model.Percent.Length))
            .Select(static layer => $"{layer}")], [.. models]);
}
