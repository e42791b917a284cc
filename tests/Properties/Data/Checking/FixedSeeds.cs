using FsCheck;
using FsCheck.Fluent;

namespace StableDino.Properties.Data.Checking;

/// <summary>Draws some of the seeds that can be injected together.</summary>
public static class FixedSeeds
{
    /// <summary>Seeds in the order they are injected.</summary>
    public sealed record Injected(Seed[] Seeds)
    {
        public override string ToString() => string.Join(", ", Seeds.AsEnumerable());
    }

    public static Arbitrary<Injected> Some() => Arb.From(
        Gen.SubListOf(Seeds.Entries.ToArray()).Select(seeds => new Injected([.. seeds])),
        injected => injected.Seeds.Select((_, i) => new Injected([.. injected.Seeds.Where((_, j) => j != i)])));
}
