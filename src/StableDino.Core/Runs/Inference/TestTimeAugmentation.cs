using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Runs;

/// <summary>The views of an image that a detector is asked about, and how its answers become one.</summary>
/// <param name="Sizes">Sizes at which the image is shown; at least one.</param>
/// <param name="Flips">Whether it is shown mirrored, too.</param>
/// <param name="Duplicate">IoU above which the lower-scored of two boxes of a class, from whatever view, goes.</param>
public sealed record TestTimeAugmentation(
    ImmutableArray<ResizeConfig> Sizes, bool Flips = false, float Duplicate = TestTimeAugmentation.PaperThreshold)
{
    /// <summary>0.8, as the paper suppresses duplicates.</summary>
    public const float PaperThreshold = 0.8f;

    /// <summary>How many views of an image there are.</summary>
    public int Views => Sizes.Length * (Flips ? 2 : 1);
}
