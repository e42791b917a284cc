using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Group normalisation in the backbone: groups of at least 4 channels, at most 32 of them, so widths are multiples of 4, and of 32 from 128 on.</summary>
internal static class BackboneGroupsRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Backbone is not BackboneConfig.ResNet { Norm: FeatureNorm.Group, StemWidth: var stem, Width: var width })
            yield break;
        foreach (var (path, channels) in new[] { ("Backbone.StemWidth", stem), ("Backbone.Width", width) })
        {
            var unit = channels >= 128 ? 32 : 4;
            if (channels > 0 && channels % unit != 0)
                yield return Finding.Of(Descriptors.BackboneGroups, [path], path, channels, unit, Math.Max(unit, (channels + (unit / 2)) / unit * unit));
        }
    }
}
