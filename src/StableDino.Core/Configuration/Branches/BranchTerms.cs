namespace StableDino.Configuration;

/// <summary>The matching cost and the losses of a branch.</summary>
public abstract record BranchTerms
{
    private BranchTerms() { }

    /// <summary>Those of the matching queries: what makes them stable makes the branch stable.</summary>
    public sealed record Shared : BranchTerms;

    /// <summary>The branch's own.</summary>
    /// <param name="Matching">Its cost.</param>
    /// <param name="Losses">Its losses.</param>
    public sealed record Own(Assignment.Hungarian Matching, LossConfig Losses) : BranchTerms;
}
