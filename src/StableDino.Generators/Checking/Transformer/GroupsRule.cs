using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Every group of the neck's normalisation gets an equal share of the channels.</summary>
internal static class GroupsRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (groups, width) = (config.Neck.Groups, config.Neck.Width);
        if (groups > 0 && width > 0 && width % groups != 0)
        {
            yield return Finding.Of(
                Descriptors.GroupsDivideWidth, ["Neck.Groups", "Neck.Width"], "Neck.Groups", groups, "Neck.Width", width, Divisors.Nearest(width, groups)) with { Mend = Literal.Of(Divisors.Nearest(width, groups)) };
        }
    }
}
