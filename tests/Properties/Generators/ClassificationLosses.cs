using FsCheck;
using FsCheck.Fluent;
using StableDino.Configuration;
using StableDino.Objective;

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

    public static Arbitrary<ClassTerm> Loss() => Arb.From(Gen.Frequency(
        (1, from gamma in Gen.Elements(0f, 0.5f, 2f)
            select (ClassTerm)new ClassTerm.Focal(0.25f, gamma)),
        (4, from target in Targets
            from rescale in Rescales
            from gamma in Gen.Elements(1f, 1.5f, 2f)
            select (ClassTerm)new ClassTerm.PositionSupervised(target, rescale, 0.25f, gamma))));

    /// <summary>What the configuration of a detector with this class term says of logits.</summary>
    public static Score Score(this ClassTerm term) => term switch
    {
        ClassTerm.Focal focal => new Score.Sigmoid(Alpha: focal.Alpha, Gamma: focal.Gamma),
        ClassTerm.PositionSupervised towards => new Score.Sigmoid(Alpha: towards.Alpha, Gamma: towards.Gamma),
        ClassTerm.CrossEntropy entropy => new Score.Softmax(entropy.BackgroundWeight),
        _ => throw new ArgumentOutOfRangeException(nameof(term)),
    };

    /// <summary>What its losses say of classes.</summary>
    public static ClassificationLoss Loss(this ClassTerm term) => term is ClassTerm.PositionSupervised towards
        ? new ClassificationLoss.PositionSupervised(towards.Target, towards.Rescale, towards.Arithmetic)
        : new ClassificationLoss.Plain();
}
