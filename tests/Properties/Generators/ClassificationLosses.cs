using FsCheck;
using FsCheck.Fluent;
using StableDino.Configuration;

namespace StableDino.Properties.Generators;

public static class ClassificationLosses
{
    private static readonly Gen<PositionalTarget> Targets = Gen.Elements<PositionalTarget>(
        new PositionalTarget.Power(2), new PositionalTarget.Power(1), new PositionalTarget.Power(0.5f),
        new PositionalTarget.Exponential(), new PositionalTarget.Sine(), new PositionalTarget.ScoreMixed(0.5f, 1));

    private static readonly Gen<TargetRescale> Rescales = Gen.Elements<TargetRescale>(
        new TargetRescale.None(), new TargetRescale.ToOne(), new TargetRescale.ToMaxIou());

    public static Arbitrary<PositionalTarget> Target() => Arb.From(Targets);

    public static Arbitrary<TargetRescale> Rescale() => Arb.From(Rescales);

    public static Arbitrary<ClassificationLoss> Loss() => Arb.From(Gen.Frequency(
        (1, from gamma in Gen.Elements(0f, 0.5f, 2f)
            select (ClassificationLoss)new ClassificationLoss.Focal(0.25f, gamma)),
        (4, from target in Targets
            from rescale in Rescales
            from gamma in Gen.Elements(1f, 1.5f, 2f)
            select (ClassificationLoss)new ClassificationLoss.PositionSupervised(target, rescale, 0.25f, gamma))));
}
