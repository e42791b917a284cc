using System.Collections.Immutable;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;

namespace StableDino.Cli;

/// <summary>The detectors that can be named on a command line.</summary>
/// <param name="All">In the registry's order.</param>
internal sealed record Models(ImmutableArray<DetectorDefinition> All)
{
    /// <summary>The detector of a name, or what to say instead.</summary>
    public bool TryFind(string name, out DetectorDefinition model, out Fault fault)
    {
        model = All.FirstOrDefault(definition => definition.Name == name)!;
        fault = new Fault($"There is no model '{name}'.", Place: "--model",
            Hint: $"Nearest: {string.Join(", ", NearestNames.Of(name, All.Select(definition => definition.Name)))}.");
        return model is not null;
    }
}
