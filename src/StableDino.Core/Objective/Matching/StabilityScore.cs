using System.Collections.Immutable;

namespace StableDino.Objective;

/// <summary>
/// The unstable score (§2.4.3): for decoder layer i the share of targets whose matched query differs between layers i −
/// 1 and i, where
/// layer 0 is the encoder's selection. Targets are counted over all images of the batch.
/// </summary>
public static class StabilityScore
{
    /// <summary>Changes between each layer and the one before.</summary>
    /// <param name="assignments">Layers in order; the encoder's proposals first, if the model has them.</param>
    /// <returns>One count for every layer but the first.</returns>
    public static ImmutableArray<StabilityCount> Count(Assignments assignments) =>
        [.. assignments.Layers.Zip(assignments.Layers.Skip(1), Compare)];

    /// <summary>The unstable score of every layer but the first, in percent.</summary>
    public static ImmutableArray<double> Unstable(Assignments assignments) =>
        [.. Count(assignments).Select(count => count.Percent)];

    private static StabilityCount Compare(ImmutableArray<ImageAssignment> before, ImmutableArray<ImageAssignment> after)
    {
        var (changed, targets) = (0L, 0L);
        for (var image = 0; image < before.Length; image++)
            for (var target = 0; target < before[image].QueryOfTarget.Length; target++)
            {
                targets++;
                if (before[image].QueryOfTarget[target] != after[image].QueryOfTarget[target]) changed++;
            }

        return new(changed, targets);
    }
}
