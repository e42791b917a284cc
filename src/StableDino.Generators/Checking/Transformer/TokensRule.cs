using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>Queries are chosen among tokens, and every level of the pyramid has some.</summary>
internal static class TokensRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (first, last) = (BackboneStages.FirstLevel(config), BackboneStages.Of(config.Backbone).Last);
        if (!BackboneStages.AreSound(first, last) || config.Neck.Levels is < 1 or > 8)
            yield break;
        var tokens = Enumerable.Range(first, config.Neck.Levels).Sum(stage => BackboneStages.Map(config.Backbone, stage).At(CountedImage.Height, CountedImage.Width));
        if (config.Queries is { Reference: QueryReference.Proposals, Count: var queries } && queries > tokens && queries <= 1 << 20)
        {
            yield return Finding.Of(
                Descriptors.MoreQueriesThanTokens, ["Queries.Count", "Neck.Levels"], queries, config.Neck.Levels, tokens) with { Mend = Literal.Of((int)tokens) };
        }
        var coarsest = first + config.Neck.Levels - 1;
        if (new Extent(coarsest).Cells(CountedImage.Height) <= 2)
        {
            var levels = Enumerable.Range(1, config.Neck.Levels).Last(n => n == 1 || new Extent(first + n - 1).Cells(CountedImage.Height) > 2);
            yield return Finding.Of(
                Descriptors.CoarseLevel, ["Neck.Levels", "Backbone.FirstStage"], config.Neck.Levels, first, 1 << coarsest,
                new Extent(coarsest).Cells(CountedImage.Height), new Extent(coarsest).Cells(CountedImage.Width), levels) with { Mend = Literal.Of(levels) };
        }
    }
}
