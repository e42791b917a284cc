namespace StableDino.Checkpoints;

/// <summary>Where a file and the model disagree in a way that no shape shows.</summary>
/// <param name="Key">The word by which a user accepts it.</param>
/// <param name="Text">Both sides with their values.</param>
public sealed record Difference(string Key, string Text);
