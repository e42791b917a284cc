using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;


namespace StableDino.Generators.Evaluation;

/// <summary>Outcome of an evaluation: a value, or the problems that left none.</summary>
/// <param name="Value">The value, or null.</param>
/// <param name="Problems">What was noted on the way.</param>
/// <param name="Steps">Expressions evaluated.</param>
internal sealed record Evaluated(Traced? Value, EquatableArray<DiagnosticInfo> Problems, int Steps)
{
    /// <summary>Whether it would be the same from anywhere: a circle is told by the path on which it was met.</summary>
    public bool IsLasting =>
        Problems.All(p => p.Id != Descriptors.Cycle.Id && p.Id != Descriptors.Recursion.Id
            && p.Id != Descriptors.TooLong.Id);
}
