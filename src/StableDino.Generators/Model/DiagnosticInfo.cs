namespace StableDino.Generators.Model;

/// <summary>A diagnostic as a value, until it is reported.</summary>
/// <param name="Id">Its id: <c>SDINO010</c>.</param>
/// <param name="Span">Where.</param>
/// <param name="Arguments">Arguments of its message.</param>
internal sealed record DiagnosticInfo(string Id, SourceSpan Span, EquatableArray<string> Arguments)
{
    /// <summary>C# text that works in this place; empty where none does.</summary>
    public string Mend { get; init; } = "";
}
