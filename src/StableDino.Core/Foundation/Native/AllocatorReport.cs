namespace StableDino.Foundation;

/// <summary>What became of a wish for an <see cref="AllocatorPolicy"/>.</summary>
/// <param name="Policy">What was asked for.</param>
/// <param name="Applied">Whether it is in force.</param>
/// <param name="Reason">Why not; empty where it is in force.</param>
public sealed record AllocatorReport(AllocatorPolicy Policy, bool Applied, string Reason = "");
