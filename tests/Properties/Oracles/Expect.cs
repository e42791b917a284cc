using LanguageExt;
using StableDino.Objective;

namespace StableDino.Properties.Oracles;

internal static class Expect
{
    /// <summary>The value, or a failure that says why there is none.</summary>
    public static T Right<T>(Either<NonFiniteCost, T> result) =>
        result.Match(value => value, fault => throw new InvalidOperationException(fault.Message));
}
