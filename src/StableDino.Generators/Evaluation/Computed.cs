namespace StableDino.Generators.Evaluation;

/// <summary>Outcome of an operator on evaluated values.</summary>
internal abstract record Computed
{
    private Computed() { }

    /// <summary>A result.</summary>
    public sealed record Done(object Value) : Computed;

    /// <summary>The operator applies but these operands have no result.</summary>
    public sealed record NoResult(string Reason) : Computed;

    /// <summary>The operator does not apply.</summary>
    public sealed record NotDefined : Computed;
}
