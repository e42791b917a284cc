namespace StableDino.Runs;

/// <summary>Why a value cannot be a property of a recipe.</summary>
/// <param name="Path">The property, such as <c>optimizer.learningRate</c>.</param>
/// <param name="Message">What was found and what was needed.</param>
/// <param name="Hint">What would work.</param>
public sealed record RecipeFault(string Path, string Message, string Hint);
