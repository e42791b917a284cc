using FsCheck;
using FsCheck.Fluent;

namespace StableDino.Properties.Generators;

/// <summary>A number in [0, 1]; the ends are common.</summary>
public readonly record struct UnitNumber(double Value);

public static class UnitNumbers
{
    public static Arbitrary<UnitNumber> Unit() => Arb.From(Gen.Frequency(
        (1, Gen.Constant(new UnitNumber(0))), (1, Gen.Constant(new UnitNumber(1))),
        (8, Gen.Choose(1, 9999).Select(i => new UnitNumber(i / 10000.0)))));
}
