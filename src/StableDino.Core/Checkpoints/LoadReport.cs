using System.Collections.Immutable;

namespace StableDino.Checkpoints;

/// <summary>What loading did, by official parameter names.</summary>
/// <param name="Loaded">Taken as they are.</param>
/// <param name="Missing">Not in the file: left as initialised.</param>
/// <param name="Unexpected">In the file, unknown to the detector: left aside.</param>
/// <param name="Reshaped">Of another shape for another class list: rows carried over where classes agree.</param>
/// <param name="KeptClasses">Classes whose rows came from the file.</param>
/// <param name="NewClasses">Classes whose rows stay as initialised.</param>
/// <param name="Layout">Whose names the file had.</param>
/// <param name="Notes">What was taken for granted.</param>
public sealed record LoadReport(
    ImmutableArray<string> Loaded,
    ImmutableArray<string> Missing,
    ImmutableArray<string> Unexpected,
    ImmutableArray<string> Reshaped,
    ImmutableArray<string> KeptClasses,
    ImmutableArray<string> NewClasses,
    string Layout,
    ImmutableArray<string> Notes);
