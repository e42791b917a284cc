namespace StableDino.Generators.Language;

/// <summary>
/// Functions of the framework that are part of the language, by full name; they take numbers of one type.
/// </summary>
internal static class KnownFunctions
{
    public const string Max = "System.Math.Max";
    public const string Min = "System.Math.Min";
    public const string Abs = "System.Math.Abs";
    public const string Clamp = "System.Math.Clamp";

    /// <summary>Whether a function is one of them.</summary>
    public static bool Contains(string function) => function is Max or Min or Abs or Clamp;
}
