using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Pipeline;

namespace StableDino.Cli;

/// <summary>The detectors that can be named on a command line.</summary>
/// <param name="All">In the registry's order.</param>
internal sealed record Models(ImmutableArray<DetectorDefinition> All)
{
    /// <summary>The detector of a name, or what to say instead.</summary>
    public Either<Fault, DetectorDefinition> Find(string name) =>
        All.Find(definition => definition.Name == name).ToEither(() => new Fault(
            $"There is no model '{name}'.", Place: "--model",
            Hint: $"Nearest: {string.Join(", ", NearestNames.Of(name, All.Select(one => one.Name)))}."));
}
