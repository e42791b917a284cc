using System.Globalization;
using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Where a configuration stands on the five axes.</summary>
internal static class Axes
{
    public static AxesModel Of(DetectorConfig config)
    {
        var selection = (QuerySelectionConfig.TwoStage)config.Selection;
        return new(
            selection.Content == QueryContent.Learned ? "learned, one vector per rank" : "selected encoder tokens",
            "sine of the reference box, refined per layer",
            $"deformable points, {config.Decoder.Points} per head and level",
            "all tokens",
            config.Denoising is DenoisingConfig.Contrastive contrastive
                ? EquatableArray.Of(Matching(config, selection), Denoising(config, contrastive))
                : EquatableArray.Of(Matching(config, selection)));
    }

    private static BranchModel Matching(DetectorConfig config, QuerySelectionConfig.TwoStage selection) => new(
        "matching",
        $"{selection.Queries} selected proposals",
        "each truth once",
        $"Hungarian, {Modulation(config.Matching.Modulation)}",
        $"{Class(config.Losses.Classification)} × {Text(config.Losses.ClassificationWeight)}, L1 × {Text(config.Losses.BoxWeight)}, GIoU × {Text(config.Losses.GiouWeight)}, every layer and the proposals",
        "matching",
        TrainOnly: false);

    private static BranchModel Denoising(DetectorConfig config, DenoisingConfig.Contrastive denoising) => new(
        "denoising",
        $"groups of noised truths, about {denoising.Queries} positive",
        $"{denoising.Copies} copies in a group, the first positive",
        "given: each positive knows its truth",
        $"{Class(config.Losses.DenoisingClassification)} × {Text(config.Losses.DenoisingClassificationWeight)}, L1 × {Text(config.Losses.DenoisingBoxWeight)}, GIoU × {Text(config.Losses.DenoisingGiouWeight)}, every layer",
        "its own group, matching",
        TrainOnly: true);

    private static string Modulation(CostModulation modulation) => modulation switch
    {
        CostModulation.RescaledGiou m => $"position-modulated cost p·s′^{Text(m.Exponent)}",
        CostModulation.OfficialClassScatter m => $"the official code's modulated cost, exponent {Text(m.Exponent)}",
        _ => "focal cost",
    };

    private static string Class(ClassificationLoss loss) => loss is ClassificationLoss.PositionSupervised s
        ? $"position-supervised ({s.Target.GetType().Name}, {s.Rescale.GetType().Name})"
        : "focal";

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
