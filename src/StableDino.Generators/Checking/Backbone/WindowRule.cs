using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>Windows of shifted-window transformers and focal modulation, and the hidden widths of both.</summary>
internal static class WindowRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (BackboneStages.Of(config.Backbone).Last is < 2 or > 5)
            return [];
        var windows = config.Backbone switch
        {
            BackboneConfig.Swin swin => OfSwin(swin),
            BackboneConfig.FocalNet focal => OfFocalNet(focal),
            _ => [],
        };
        return windows.Concat(TransformerStages.Of(config.Backbone).Where(t => t.Width > 0).SelectMany(OfHiddenWidth));
    }

    private static IEnumerable<Finding> OfSwin(BackboneConfig.Swin swin)
    {
        var cells = new Extent(swin.LastStage).Cells(CountedImage.Height);
        if (swin.Window > cells && swin.Window <= 64)
            yield return Finding.Of(Descriptors.WideWindow, ["Backbone.Window", "Backbone.LastStage"], swin.Window, swin.LastStage, cells) with { Mend = Literal.Of((int)cells) };
    }

    // A kernel reaches half its side beyond a cell: at twice the map's rows, its outer rows meet nothing but padding.
    private static IEnumerable<Finding> OfFocalNet(BackboneConfig.FocalNet focal)
    {
        var (windows, levels) = (focal.Windows.InOrder(), focal.Levels.InOrder());
        for (var stage = 2; stage <= focal.LastStage; stage++)
        {
            var (path, window, deepest) = ($"Backbone.Windows.Stage{stage}", windows[stage - 2], levels[stage - 2]);
            if (window is < 1 or > 63 || deepest is < 1 or > 8)
                continue;
            var (rows, widest) = (new Extent(stage).Cells(CountedImage.Height), window + (2 * (deepest - 1)));
            if (window % 2 == 0)
                yield return Finding.Of(Descriptors.EvenFocalWindow, [path, "Backbone.Windows"], path, window, window + 1) with { Mend = Literal.Of(window + 1) };
            else if (widest >= 2 * rows)
                yield return Finding.Of(Descriptors.WideFocalWindow, [path, "Backbone.Windows"], path, window, deepest, widest, stage, rows, (2 * rows) - 1 - (2 * (deepest - 1)))
                    with { Mend = Literal.Of((int)((2 * rows) - 1 - (2 * (deepest - 1)))) };
        }
    }

    private static IEnumerable<Finding> OfHiddenWidth(TransformerStages stages)
    {
        var hidden = (double)stages.Width * stages.MlpRatio;
        if (hidden is >= 1 and <= 1 << 22 && Math.Floor(hidden) != hidden)
            yield return Finding.Of(Descriptors.FractionalHiddenWidth, ["Backbone.MlpRatio", "Backbone.Width"], stages.MlpRatio, stages.Width, (float)hidden, Math.Round(hidden))
                with { Mend = Literal.Of((float)(Math.Round(hidden) / stages.Width)) };
    }
}
