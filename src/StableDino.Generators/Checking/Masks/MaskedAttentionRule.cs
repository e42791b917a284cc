using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>
/// Attention inside masks finds masks, and goes through its detector without boxes to refine, to match or to learn.
/// </summary>
internal static class MaskedAttentionRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Decoder.CrossAttention is not CrossAttention.Masked)
            yield break;
        if (config.Masks is not MaskConfig.PixelEmbedding)
            yield return Of("Masks", config.Masks.GetType().Name, "there are no masks to look inside",
                "new MaskConfig.PixelEmbedding(new MaskPointConfig())");
        if (config.Queries.Reference is not QueryReference.None)
            yield return Of("Queries.Reference", config.Queries.Reference.GetType().Name,
                "it looks inside masks and around nothing", "new QueryReference.None()");
        if (config.Heads.Sharing != HeadSharing.Single)
        {
            yield return Of(
                "Heads.Sharing", config.Heads.Sharing, "one predictor runs before the first layer and after each",
                "HeadSharing.Single") with { Mend = "HeadSharing.Single" };
        }
        (string Path, float Weight)[] weights =
        [
            ("Losses.BoxWeight", config.Losses.BoxWeight), ("Losses.GiouWeight", config.Losses.GiouWeight),
            .. Branches.Matchings(config)
                .SelectMany(m =>
                    new[] { ($"{m.Path}.BoxCost", m.Matching.BoxCost), ($"{m.Path}.GiouCost", m.Matching.GiouCost) }),
        ];
        foreach (var (path, weight) in weights.Where(w => w.Weight > 0f))
            yield return Finding.Of(
                Descriptors.BoxesOfMasksAlone, [path, "Decoder.CrossAttention"], path, weight) with { Mend = "0f" };
    }

    private static Finding Of(string path, object value, string reason, string instead) =>
        Finding.Of(Descriptors.MaskedAttentionParts, [path, "Decoder.CrossAttention"], path, value, reason, instead);
}
