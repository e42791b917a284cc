using StableDino.Configuration;

namespace StableDino.Generators.Model;

/// <summary>A sound detector: names and value, without places.</summary>
/// <param name="Declaration">Its names.</param>
/// <param name="Value">The value as a tree, for printing.</param>
/// <param name="Config">The same value, typed.</param>
internal sealed record DetectorModel(Declaration Declaration, ConfigValue Value, DetectorConfig Config);
