using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Graph;

namespace StableDino.Generators.Checking;

/// <summary>Windows and hidden widths of a shifted-window transformer.</summary>
internal static class WindowRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Backbone is not BackboneConfig.Swin { LastStage: >= 2 and <= 5 and var last, Width: > 0 and var width, MlpRatio: var ratio, Window: var window })
            yield break;
        var cells = new Extent(last).Cells(Shapes.Height);
        if (window > cells && window <= 64)
            yield return Finding.Of(Descriptors.WideWindow, ["Backbone.Window", "Backbone.LastStage"], window, last, cells) with { Mend = Literal.Of((int)cells) };
        var hidden = (double)width * ratio;
        if (hidden is >= 1 and <= 1 << 22 && Math.Floor(hidden) != hidden)
            yield return Finding.Of(Descriptors.FractionalHiddenWidth, ["Backbone.MlpRatio", "Backbone.Width"], ratio, width, (float)hidden, Math.Round(hidden)) with { Mend = Literal.Of((float)(Math.Round(hidden) / width)) };
    }
}
