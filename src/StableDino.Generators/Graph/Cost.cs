using System.Globalization;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// Multiply–adds of a stage as a polynomial: a sum of factors times extents. Convolutions, linear maps, attention and
/// sampling count;
/// normalisations, activations and additions do not.
/// </summary>
/// <param name="Terms">Factor of each extent, no extent twice.</param>
internal sealed record Cost(EquatableArray<CostTerm> Terms)
{
    public static Cost None { get; } = new(EquatableArray<CostTerm>.Empty);

    /// <summary>So many multiply–adds for each unit of an extent.</summary>
    public static Cost Of(Extent extent, long factor) => new(EquatableArray.Of(new CostTerm(extent, factor)));

    /// <summary>So many multiply–adds for each of several extents.</summary>
    public static Cost Of(IEnumerable<Extent> extents, long factor) => Sum(extents.Select(e => Of(e, factor)));

    /// <summary>So many multiply–adds for each token of several extents with each.</summary>
    public static Cost OfPairs(IReadOnlyList<Extent> extents, long factor) => extents is [var only]
        ? Of(only with { Of = Measure.Pairs }, factor)
        : throw new NotSupportedException("pairs of tokens of several levels");

    /// <summary>The sum of costs.</summary>
    public static Cost Sum(IEnumerable<Cost> costs) => new(
        costs.SelectMany(c => c.Terms).GroupBy(t => t.Extent).OrderBy(g => g.Key.Stage).ThenBy(g => g.Key.Window)
            .ThenBy(g => g.Key.Of)
            .Select(g => new CostTerm(g.Key, g.Sum(t => t.Factor))).ToEquatable());

    public static Cost operator +(Cost a, Cost b) => Sum([a, b]);

    /// <summary>Multiply–adds for one image.</summary>
    public long MultiplyAdds(int height, int width) => Terms.Sum(t => t.Factor * t.Extent.At(height, width));

    /// <summary>Operations ×10⁻⁹ for one image, a multiply–add being two.</summary>
    public double Gflops(int height, int width) => 2e-9 * Terms.Sum(t => (double)t.Factor * t.Extent.At(height, width));

    /// <inheritdoc/>
    public override string ToString() => Terms.Length == 0 ? "0" : string.Join(" + ", Terms.Select(t =>
        t.Extent.Stage < 0
            ? t.Factor.ToString(CultureInfo.InvariantCulture)
            : string.Format(CultureInfo.InvariantCulture, "{0}·{1}", t.Factor, t.Extent)));
}

/// <summary>One factor of a cost.</summary>
internal sealed record CostTerm(Extent Extent, long Factor);
