namespace StableDino.Data;

/// <summary>One thing that a repaired copy has otherwise than the original.</summary>
/// <param name="Kind">The fault that called for it.</param>
/// <param name="Split">The split it concerns.</param>
/// <param name="Place">The entry or file.</param>
/// <param name="What">What was done, with the old value where there was one.</param>
/// <param name="IsLoss">Whether something was left out of the copy, rather than changed.</param>
public sealed record DataChange(DataFaultKind Kind, string Split, string Place, string What, bool IsLoss)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        $"{(IsLoss ? "left out" : "changed")}: {Split}, {Place}: {What} [{Kind.Id()} {Kind.Name()}]";
}
