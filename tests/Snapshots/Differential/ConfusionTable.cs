using System.Collections.Immutable;

namespace StableDino.Snapshots.Differential;

/// <summary>Verdicts against what is right.</summary>
internal sealed class ConfusionTable
{
    private readonly List<string> examples = [];
    private int rightAccepted, wrongRejected, unjudgedRejected;

    /// <summary>Sound and refused.</summary>
    public int RightRejected { get; private set; }

    /// <summary>Wrong and compiled.</summary>
    public int WrongAccepted { get; private set; }

    /// <summary>What was not as it should be, in words.</summary>
    public ImmutableArray<string> Faults { get; private set; } = [];

    /// <summary>One verdict; where the right answer is not known the draft was refused and nothing could be run.</summary>
    public void Add(bool? isRight, bool isAccepted, string example)
    {
        switch (isRight, isAccepted)
        {
            case (true, true): rightAccepted++; break;
            case (true, false): RightRejected++; examples.Add($"right rejected: {example}"); break;
            case (false, true): WrongAccepted++; examples.Add($"wrong accepted: {example}"); break;
            case (false, false): wrongRejected++; break;
            default: unjudgedRejected++; break;
        }
    }

    /// <summary>Notes what should not be.</summary>
    public void Fault(string fault) => Faults = Faults.Add(fault);

    /// <inheritdoc/>
    public override string ToString() =>
        $"right accepted {rightAccepted}, right rejected {RightRejected}, wrong rejected {wrongRejected}, wrong accepted {WrongAccepted}, changed and rejected {unjudgedRejected}, faults {Faults.Length}"
        + string.Concat(examples.Take(10).Select(e => "\n  " + e));
}
