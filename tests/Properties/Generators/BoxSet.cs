using FsCheck;
using FsCheck.Fluent;

namespace StableDino.Properties.Generators;

/// <summary>Some boxes: points, segments, repeats and neighbours that touch are as common as ordinary ones.</summary>
public sealed record BoxSet(PlainBox[] Items)
{
    public override string ToString() => string.Join("; ", Items);
}

public static class BoxSets
{
    // Sixteenths are exact in every float: touching and equal boxes are touching and equal, not nearly so.
    private static readonly Gen<double> Place = Gen.Choose(0, 16).Select(i => i / 16.0);

    private static readonly Gen<double> Side = Gen.Frequency(
        (2, Gen.Constant(0.0)), (6, Gen.Choose(1, 16).Select(i => i / 16.0)), (1, Gen.Constant(1e-4)));

    private static readonly Gen<PlainBox> One =
        from cx in Place from cy in Place from w in Side from h in Side select new PlainBox(cx, cy, w, h);

    public static Arbitrary<BoxSet> Boxes() => Arb.From(
        from fresh in Gen.ListOf(One)
        from repeats in Gen.Choose(0, 2)
        select new BoxSet([.. fresh.Take(7), .. fresh.Take(repeats)]),
        set =>
            from i in Enumerable.Range(0, set.Items.Length) select new BoxSet([.. set.Items.Where((_, j) => j != i)]));
}
