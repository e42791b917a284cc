using StableDino.Configuration;

namespace StableDino.Checkpoints;

/// <summary>Something that weights take for granted and no tensor shows.</summary>
/// <param name="Key">The word by which a user accepts the difference.</param>
/// <param name="What">In words.</param>
/// <param name="Theirs">Its value for the weights.</param>
/// <param name="Ours">Its value in a model.</param>
internal sealed record Assumption(string Key, string What, string Theirs, Func<DetectorConfig, string> Ours);
