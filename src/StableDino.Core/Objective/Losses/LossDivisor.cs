using StableDino.Pipeline;

namespace StableDino.Objective;

/// <summary>What the terms of a branch are divided by.</summary>
/// <param name="Sums">Terms that are sums over the matched pairs.</param>
/// <param name="Means">Terms that are means already: of an accumulated batch, these images count as their share of its
/// targets.</param>
internal readonly record struct LossDivisor(double Sums, double Means)
{
    /// <summary>Divides sums by so much, and means by these targets' part of it.</summary>
    public static LossDivisor Of(double sums, Targets targets) => new(sums, 1 / Share(targets, sums));

    /// <summary>
    /// What counts by itself counts, of an accumulated batch, as these images' share of its targets.
    /// </summary>
    /// <param name="targets">Those of these images.</param>
    /// <param name="count">Those of the whole batch.</param>
    public static double Share(Targets targets, double count) => Math.Max(targets.Total, 1) / count;
}
