using FsCheck;
using FsCheck.Fluent;

namespace StableDino.Properties.Data.Checking;

/// <summary>Draws some of the seeds that can be sown together.</summary>
public static class SownSeeds
{
    /// <summary>Seeds in the order they are sown.</summary>
    public sealed record Sown(Seed[] Seeds)
    {
        public override string ToString() => string.Join(", ", Seeds.AsEnumerable());
    }

    public static Arbitrary<Sown> Some() => Arb.From(
        Gen.SubListOf(Seeds.Entries.ToArray()).Select(seeds => new Sown([.. seeds])),
        sown => sown.Seeds.Select((_, i) => new Sown([.. sown.Seeds.Where((_, j) => j != i)])));
}
