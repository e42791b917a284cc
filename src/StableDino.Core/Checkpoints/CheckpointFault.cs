namespace StableDino.Checkpoints;

/// <summary>Why a checkpoint could not be used.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="File">The file.</param>
/// <param name="Offset">Byte at which it shows, where one can be named.</param>
/// <param name="Hint">What the user can do.</param>
public sealed record CheckpointFault(string Message, string File, long? Offset = null, string? Hint = null);
