namespace StableDino.Cli;

/// <summary>One thing that went wrong, as every verb reports it.</summary>
/// <param name="Message">What was found, and what was needed.</param>
/// <param name="File">The file it concerns.</param>
/// <param name="Place">Where in the file, or which option.</param>
/// <param name="Hint">What would work.</param>
internal sealed record Fault(string Message, string? File = null, string? Place = null, string? Hint = null);
