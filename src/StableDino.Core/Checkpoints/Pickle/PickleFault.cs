namespace StableDino.Checkpoints;

/// <summary>Why a pickle was refused.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Position">Its first byte, from the start of the pickle's bytes.</param>
internal sealed record PickleFault(string Message, int Position);
