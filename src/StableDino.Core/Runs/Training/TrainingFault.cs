namespace StableDino.Runs;

/// <summary>Why a run cannot go on.</summary>
/// <param name="Message">What happened, at which step and in which term.</param>
/// <param name="File">The file to go on from or to fix, if there is one.</param>
/// <param name="Hint">What would work.</param>
public sealed record TrainingFault(string Message, string File = "", string Hint = "");
