using System.Collections.Immutable;

namespace StableDino.Checkpoints;

/// <summary>What a conversion did with every tensor of the file and of the model.</summary>
/// <param name="Format">How the file was written.</param>
/// <param name="Layout">Whose names it had.</param>
/// <param name="Loaded">Official name, and the file's name for it.</param>
/// <param name="Missing">In the model, not in the file; with the reason.</param>
/// <param name="Unexpected">In the file, not in the model; with the reason.</param>
/// <param name="Reshaped">Of which only some rows were taken; with the reason.</param>
/// <param name="Accepted">Differences that the user accepted.</param>
/// <param name="Notes">What was taken for granted.</param>
public sealed record ConversionReport(
    CheckpointFormat Format,
    string Layout,
    ImmutableArray<(string Name, string From)> Loaded,
    ImmutableArray<(string Name, string Reason)> Missing,
    ImmutableArray<(string Name, string Reason)> Unexpected,
    ImmutableArray<(string Name, string Reason)> Reshaped,
    ImmutableArray<Difference> Accepted,
    ImmutableArray<string> Notes);
