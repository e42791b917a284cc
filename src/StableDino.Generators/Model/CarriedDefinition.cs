namespace StableDino.Generators.Model;

/// <summary>A configuration function or preset that its assembly carries, with everything it refers to.</summary>
/// <param name="Texts">Keys and texts; empty where <paramref name="Problems"/> says why.</param>
/// <param name="Problems">What of it is outside the language.</param>
internal sealed record CarriedDefinition(
    EquatableArray<CarriedDefinition.Entry> Texts, EquatableArray<DiagnosticInfo> Problems)
{
    /// <summary>One member's definition.</summary>
    public sealed record Entry(string Key, string Text);
}
